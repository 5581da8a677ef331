package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.UnixPeer;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Credentials;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.SocketOwners;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.Relay;
import dev.ipcscope.agent.relay.RelaySet;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One accepted client: connects to the target, by its name and so to whoever has it now, and relays until both have
 * ended. Runs in a thread of its own.
 */
final class StreamConversation implements Runnable {
    private final UnixSocket client;
    private final Target target;
    private final Recorder recorder;
    private final GateSlot gates;
    private final RelaySet relays;
    private final SocketOwners owners = SocketOwners.ofThisMachine();
    private @Nullable UnixSocket begun;
    private volatile boolean cancelled;

    StreamConversation(UnixSocket client, Target target, Recorder recorder, GateSlot gates, RelaySet relays) {
        this.client = client;
        this.target = target;
        this.recorder = recorder;
        this.gates = gates;
        this.relays = relays;
    }

    /**
     * Connects if that goes at once, in the thread that accepts: the target shall see the connections in the order in
     * which they were made. What fails here fails again in {@link #run}, which says so.
     */
    void begin() {
        UnixSocket server = null;
        try {
            server = UnixSocket.open(target.type());
            if (server.connectNow(target.address())) {
                begun = server;
            }
        } catch (ErrnoException e) {
            // see above
        } finally {
            if (server != null && begun == null) {
                server.close();
            }
        }
    }

    @Override
    public void run() {
        Credentials peer = peer();
        ProcessInfo from = peer == null || peer.pid() < 1 ? ProcessInfo.UNKNOWN : ProcessInfo.ofPid(peer.pid());
        ConversationLog log = recorder.open(
                null,
                target.address().toString(),
                from,
                ProcessInfo.UNKNOWN,
                peer == null
                        ? Map.of("type", Target.word(target.type()))
                        : Map.of("type", Target.word(target.type()), "uid", peer.uid(), "gid", peer.gid()));
        if (from.pid() != null) {
            owners.process(from.pid()).thenAccept(process -> log.processes(process, null));
        }
        try {
            relay(log);
        } catch (ErrnoException e) {
            fail(log, e);
        }
    }

    private void relay(ConversationLog log) throws ErrnoException {
        UnixSocket connected = begun;
        UnixSocket server = connected == null ? UnixSocket.open(target.type()) : connected;
        try {
            if (connected == null) {
                server.connect(target.address(), () -> !cancelled);
            }
            Credentials listener = server.peer();
            long likely = listener.pid();
            long ours = server.inode(); // now: later its number may be another file's
            // The listener's credentials may be those of systemd or of a parent: the kernel tells the accepted socket.
            CompletableFuture<ProcessInfo> asked = owners.inode(() -> UnixPeer.inode(ours));
            asked.thenAccept(process -> {
                if (process.pid() != null) {
                    log.processes(null, process);
                }
            });
            UnixConnection here = new UnixConnection(client, target.type(), () -> {});
            UnixConnection there = new UnixConnection(server, target.type(), () -> owners.spoke(asked, likely));
            UnixConnection.pair(here, there);
            relays.run(new Relay(here, there, Flow.of(log, recorder, gates)));
            owners.over(asked);
        } finally {
            server.close();
        }
    }

    private @Nullable Credentials peer() {
        try {
            return client.peer();
        } catch (ErrnoException e) {
            return null;
        }
    }

    /** Stops it while it is connecting. From any thread. */
    void cancel() {
        cancelled = true;
    }

    /** Gives up what {@link #begin} made, since {@link #run} isn't called. */
    void drop() {
        UnixSocket connected = begun;
        if (connected != null) {
            connected.close();
        }
    }

    /** The client is told first: it waits. */
    private void fail(ConversationLog log, ErrnoException e) {
        client.close();
        if (!cancelled) {
            log.error(Direction.CLIENT_TO_SERVER, e.errno(), String.valueOf(e.getMessage()));
        }
        log.close(Details.of(Map.of("end", cancelled ? "tap closed" : "connect failed")));
    }
}
