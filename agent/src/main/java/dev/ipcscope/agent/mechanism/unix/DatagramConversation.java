package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Credentials;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.SocketOwners;
import dev.ipcscope.agent.relay.Buffers;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.Lane;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.ConversationLog;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one sender says and is answered. A sender with a name gets a socket of its own towards the server, under a name
 * that the kernel chooses, and a thread that carries the answers back; the others share one socket without a name, since
 * nobody can answer them.
 */
final class DatagramConversation {
    private static final long UNSEEN_NANOS = 60_000_000_000L;

    private final Sender sender;
    private final DatagramTap tap;
    private final UnixSocket upstream;
    private final ConversationLog log;
    private final Flow flow;
    private final DatagramSink toServer;
    private final Lane laneToServer;
    private final Optional<ProcessHandle> process;
    private final ReentrantLock sending = new ReentrantLock();
    private volatile long last = System.nanoTime();
    private volatile boolean ended;

    DatagramConversation(Sender sender, Credentials from, DatagramTap tap) throws ErrnoException {
        this.sender = sender;
        this.tap = tap;
        this.upstream = sender.name().isEmpty() ? tap.unnamedSocket() : named();
        this.process = ProcessHandle.of(sender.pid());
        this.log = begin(from);
        this.flow = Flow.of(log, tap.recorder(), tap.gates());
        this.toServer = new DatagramSink(upstream, tap.target().address(), tap::isClosed);
        this.laneToServer = lane(Direction.CLIENT_TO_SERVER, toServer);
        if (!sender.name().isEmpty()) {
            RelayThreads.start("unix answers " + sender.name(), this::relayAnswers);
        }
    }

    private static UnixSocket named() throws ErrnoException {
        UnixSocket socket = UnixSocket.open(Type.DGRAM);
        socket.autobind();
        socket.passCredentials();
        socket.sendTimeout(1);
        return socket;
    }

    private Lane lane(Direction direction, DatagramSink sink) {
        return new Lane(direction, sink, flow);
    }

    private ConversationLog begin(Credentials from) {
        ConversationLog begun = tap.recorder()
                .open(
                        sender.name().isEmpty() ? null : sender.name().toString(),
                        tap.target().address().toString(),
                        sender.pid() < 1 ? ProcessInfo.UNKNOWN : ProcessInfo.ofPid(sender.pid()),
                        ProcessInfo.UNKNOWN,
                        Map.of("type", Target.word(Type.DGRAM), "uid", from.uid(), "gid", from.gid()));
        SocketOwners owners = SocketOwners.ofThisMachine();
        if (sender.pid() > 0) {
            owners.process(sender.pid()).thenAccept(known -> begun.processes(known, null));
        }
        owners.inode(this::inodeOfServer).thenAccept(known -> {
            if (known.pid() != null) {
                begun.processes(null, known);
            }
        });
        return begun;
    }

    private long inodeOfServer() {
        String name = tap.target().address().toString();
        return Target.table().stream()
                .filter(row -> row.type() == Type.DGRAM && row.name().equals(name))
                .mapToLong(UnixTable.Row::inode)
                .findFirst()
                .orElse(-1);
    }

    Sender sender() {
        return sender;
    }

    /**
     * Sends one on; the caller frees the chunk.
     *
     * @return false when this has ended, and the datagram begins another conversation
     */
    boolean toServer(Chunk chunk, Credentials from) {
        sending.lock();
        try {
            if (ended) {
                return false;
            }
            last = System.nanoTime();
            toServer.claim(from);
            pass(laneToServer, chunk);
            return true;
        } finally {
            sending.unlock();
        }
    }

    /** A datagram that can't be delivered is recorded as an error; its sender has been told it was taken. */
    private @Nullable ErrnoException pass(Lane lane, Chunk chunk) {
        int length = chunk.bytes().remaining();
        try {
            lane.pass(chunk);
            return null;
        } catch (ErrnoException e) {
            log.error(
                    lane.direction(),
                    e.errno(),
                    "a datagram of " + length + " bytes couldn't be delivered: " + e.getMessage());
            return e;
        } catch (IOException e) {
            log.error(lane.direction(), 0, "a datagram of " + length + " bytes couldn't be delivered: " + e);
            return null;
        }
    }

    private void relayAnswers() {
        UnixMessages in = new UnixMessages();
        DatagramSink sink = new DatagramSink(tap.frontSocket(), sender.name(), () -> ended);
        Lane lane = lane(Direction.SERVER_TO_CLIENT, sink);
        try (Chunk chunk = new Chunk(Buffers.shared())) {
            while (true) {
                chunk.space();
                in.receive(upstream.fd(), chunk.space(in.nextLength(upstream.fd())));
                Credentials from = in.credentials();
                if (from == null) {
                    return; // closed
                }
                if (in.descriptors().length > 0 || in.lostDescriptors()) {
                    chunk.attach(new Descriptors(in.descriptors(), in.lostDescriptors()));
                }
                chunk.filledNow();
                sink.claim(from);
                ErrnoException failed = pass(lane, chunk);
                chunk.recycle();
                if (failed != null && isGone(failed)) {
                    tap.endIfQuiet(this);
                }
            }
        } catch (ErrnoException e) {
            if (!ended) {
                log.error(Direction.SERVER_TO_CLIENT, e.errno(), "answers can't be received: " + e.getMessage());
            }
        }
    }

    private static boolean isGone(ErrnoException e) {
        return e.errno() == ErrnoException.ECONNREFUSED || e.errno() == ErrnoException.ENOENT;
    }

    /** True when nobody can send under this name any more: its socket, or without a name its process, is gone. */
    boolean senderIsGone() {
        if (sender.name().isEmpty()) {
            boolean unseen = System.nanoTime() - last > UNSEEN_NANOS;
            return sender.pid() > 0 ? process.map(handle -> !handle.isAlive()).orElse(true) : unseen;
        }
        try (UnixSocket probe = UnixSocket.open(Type.DGRAM)) {
            probe.connect(sender.name(), () -> false);
            return false;
        } catch (ErrnoException e) {
            return isGone(e);
        }
    }

    /** Records the end, unless something is on its way at this moment. */
    boolean closeIfQuiet(String how) {
        if (!sending.tryLock()) {
            return false;
        }
        try {
            close(how);
            return true;
        } finally {
            sending.unlock();
        }
    }

    /** Records the end. From any thread, any number of times. */
    void close(String how) {
        ended = true;
        if (!sender.name().isEmpty()) {
            upstream.close();
        }
        log.close(Details.of(Map.of("end", how, "bytesToServer", laneToServer.bytes())));
    }
}
