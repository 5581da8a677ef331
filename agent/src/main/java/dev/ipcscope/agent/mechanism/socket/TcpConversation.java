package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.linux.UrgentBytes;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.Relay;
import dev.ipcscope.agent.relay.RelaySet;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One accepted client: connects to the target and relays until both have ended. Runs in a thread of its own. */
final class TcpConversation implements Runnable {

    /** Together a millisecond: within one machine a connection is made by then, unless the target's queue is full. */
    private static final int LOOKS = 20;

    private static final long LOOK_NANOS = 50_000;

    private final SocketChannel client;
    private final HostPort target;
    private final Recorder recorder;
    private final GateSlot gates;
    private final RelaySet relays;
    private final boolean urgent;
    private @Nullable SocketChannel begun;
    private volatile @Nullable SocketChannel connecting;
    private volatile boolean cancelled;

    /** @param urgent whether urgent bytes are passed on */
    TcpConversation(
            SocketChannel client, HostPort target, Recorder recorder, GateSlot gates, RelaySet relays, boolean urgent) {
        this.client = client;
        this.target = target;
        this.recorder = recorder;
        this.gates = gates;
        this.relays = relays;
        this.urgent = urgent;
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (RuntimeException | Error e) {
            TcpConnection.reset(client); // whatever it was, the client must not wait for ever
            throw e;
        }
    }

    private void converse() {
        InetSocketAddress from = TcpConnection.remote(client);
        ConversationLog log = recorder.open(from == null ? null : HostPort.print(from), target.toString());
        Attribution attribution = new Attribution(log);
        try {
            attribution.tcpClient(from, TcpConnection.local(client));
            SocketChannel server = connect();
            attribution.tcpServer(TcpConnection.remote(server), TcpConnection.local(server));
            relays.run(new Relay(
                    new TcpConnection(client, () -> {}, urgent),
                    new TcpConnection(server, attribution::serverSpoke, urgent),
                    Flow.of(log, recorder, gates)));
        } catch (IOException e) {
            fail(log, e);
        } finally {
            attribution.end();
        }
    }

    /**
     * Begins to connect, in the thread that accepts: the target shall see the connections in the order in which they were
     * made, since programs tell theirs apart by it. What fails here fails again in {@link #run}, which says so.
     */
    void begin() {
        if (!target.isNumeric()) {
            return; // a name may take its time
        }
        try {
            InetSocketAddress address = target.resolve().get(0);
            SocketChannel channel = start(address);
            begun = channel;
            for (int i = 0; i < LOOKS && address.getAddress().isLoopbackAddress() && !channel.finishConnect(); i++) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (IOException e) {
            SocketChannel failed = begun;
            begun = null;
            if (failed != null) {
                TcpConnection.reset(failed);
            }
        }
    }

    /** Stops it while it is connecting. From any thread. */
    void cancel() {
        cancelled = true;
        SocketChannel waiting = connecting;
        if (waiting != null) {
            TcpConnection.reset(waiting);
        }
    }

    /** The client is told first: it waits. */
    private void fail(ConversationLog log, IOException e) {
        boolean stopped = cancelled; // before the client is told, after which its tap may be closed
        TcpConnection.reset(client);
        if (!stopped) {
            SocketFailure failure = SocketFailure.of(e);
            log.error(
                    Direction.CLIENT_TO_SERVER, failure.code(), "can't connect to " + target + ": " + failure.words());
        }
        log.close(Details.of(Map.of("end", stopped ? "tap closed" : "connect failed")));
    }

    /** Tries the target's addresses in turn; throws what the last one gave. */
    private SocketChannel connect() throws IOException {
        IOException last = new IOException(target + " has no address");
        SocketChannel first = begun;
        for (InetSocketAddress address : target.resolve()) {
            try {
                SocketChannel channel = finish(first == null ? start(address) : first);
                connecting = null;
                return channel;
            } catch (IOException e) {
                last = e;
            }
            first = null;
        }
        throw last;
    }

    /** Asks for a connection without waiting for it. */
    private SocketChannel start(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(
                HostPort.isSix(address) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        connecting = channel;
        try {
            channel.configureBlocking(false);
            if (urgent) {
                UrgentBytes.keepInPlace(channel);
            }
            channel.connect(address);
            return channel;
        } catch (IOException e) {
            TcpConnection.reset(channel);
            throw e;
        }
    }

    private SocketChannel finish(SocketChannel channel) throws IOException {
        try {
            if (cancelled) {
                throw new IOException("the tap was closed");
            }
            channel.configureBlocking(true);
            channel.finishConnect();
            return channel;
        } catch (IOException e) {
            TcpConnection.reset(channel);
            throw e;
        }
    }
}
