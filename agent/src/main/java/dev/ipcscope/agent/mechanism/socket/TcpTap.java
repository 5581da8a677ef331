package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.linux.UrgentBytes;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.process.SocketOwners;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.RelaySet;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Listens, and relays each connection to the target. */
final class TcpTap implements Tap {

    private static final System.Logger LOG = System.getLogger(TcpTap.class.getName());
    private static final int BACKLOG = 4096;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = 50_000_000;

    private final ServerSocketChannel listener;
    private final TapSpec spec;
    private final String endpoint;
    private final HostPort target;
    private final Recorder recorder;
    private final GateSlot gates = new GateSlot();
    private final RelaySet relays = new RelaySet();
    private final Set<TcpConversation> conversations = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;
    private volatile String note = "";

    private TcpTap(ServerSocketChannel listener, TapSpec spec, HostPort target, Recorder recorder) throws IOException {
        this.listener = listener;
        this.endpoint = HostPort.print((InetSocketAddress) listener.getLocalAddress());
        this.spec = spec.withListen(SocketSpecs.listen(spec)
                .withPort(((InetSocketAddress) listener.getLocalAddress()).getPort())
                .toString());
        this.target = target;
        this.recorder = recorder;
        SocketOwners.ofThisMachine().prepare();
        TcpConnection.prepare();
        this.acceptor = RelayThreads.start("tcp accept " + endpoint, this::accept);
    }

    /** Listens from the moment that this returns. */
    static TcpTap open(TapSpec spec, Recorder recorder) throws IOException {
        HostPort target = SocketSpecs.target(spec);
        InetSocketAddress address = SocketSpecs.bindAddress(SocketSpecs.listen(spec), target);
        ServerSocketChannel listener = ServerSocketChannel.open(
                HostPort.isSix(address) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (TcpMechanism.passesUrgent(spec)) {
                UrgentBytes.keepInPlace(listener);
            }
            listener.bind(address, BACKLOG);
            return new TcpTap(listener, spec, target, recorder);
        } catch (IOException e) {
            listener.close();
            throw SocketSpecs.cannotListen(address, e);
        }
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                begin(listener.accept());
                note = "";
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                complain("new connections can't be accepted: " + SocketFailure.of(e) + "; raise the limit (ulimit -n)");
            }
        }
    }

    private void begin(SocketChannel client) {
        TcpConversation conversation =
                new TcpConversation(client, target, recorder, gates, relays, TcpMechanism.passesUrgent(spec));
        conversations.add(conversation);
        conversation.begin();
        try {
            RelayThreads.run("tcp " + endpoint, () -> {
                try {
                    conversation.run();
                } finally {
                    conversations.remove(conversation);
                }
            });
        } catch (OutOfMemoryError e) {
            conversations.remove(conversation);
            conversation.cancel();
            TcpConnection.reset(client);
            complain("new connections can't be accepted: the system gives no more threads (ulimit -u)");
            ConversationLog log = recorder.open(null, target.toString());
            log.error(Direction.CLIENT_TO_SERVER, 0, "the connection was refused: " + note);
            log.close(Details.of(Map.of("end", "no thread left")));
        }
    }

    /** Says it once, and waits a little: the reason doesn't vanish at once. */
    private void complain(String reason) {
        if (!reason.equals(note)) {
            LOG.log(Level.WARNING, "tap {0}: {1}", endpoint, reason);
            note = reason;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return endpoint;
    }

    @Override
    public int conversations() {
        return conversations.size();
    }

    @Override
    public String note() {
        return note;
    }

    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join(CLOSE_LIMIT.toMillis());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "tap {0}: closing failed: {1}", endpoint, SocketFailure.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        conversations.forEach(TcpConversation::cancel);
        relays.close(CLOSE_LIMIT);
        awaitConversations();
    }

    private void awaitConversations() {
        long limit = System.nanoTime() + CLOSE_LIMIT.toNanos();
        while (!conversations.isEmpty() && System.nanoTime() - limit < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
