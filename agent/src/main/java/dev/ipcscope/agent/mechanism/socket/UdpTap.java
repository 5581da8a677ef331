package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.relay.Buffers;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread that serves the tap's socket and those of all its conversations. */
final class UdpTap implements Tap, UdpConversation.Host {

    private static final System.Logger LOG = System.getLogger(UdpTap.class.getName());
    private static final int MAX_CONVERSATIONS = 4_096;
    private static final long TICK_MILLIS = 500;
    private static final long CLOSE_MILLIS = 3_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private final Selector selector = Selector.open();
    private final DatagramChannel front;
    private final InetSocketAddress address;
    private final TapSpec spec;
    private final HostPort target;
    private final long idleNanos;
    private final Recorder recorder;
    private final GateSlot gates = new GateSlot();
    private final UdpLosses losses;
    /** The one that was silent for longest comes first. */
    private final Map<InetSocketAddress, UdpConversation> conversations = new LinkedHashMap<>(16, 0.75f, true);

    private final Thread thread;
    private volatile int count;
    private volatile boolean closed;
    private @Nullable UdpConversation recent;
    private long nextTick = System.nanoTime();

    private UdpTap(DatagramChannel front, TapSpec spec, HostPort target, Duration idle, Recorder recorder)
            throws IOException {
        this.front = front;
        this.address = UdpSockets.local(front);
        this.spec = spec.withListen(
                SocketSpecs.listen(spec).withPort(address.getPort()).toString());
        this.target = target;
        this.idleNanos = idle.toNanos();
        this.recorder = recorder;
        this.losses = new UdpLosses(address);
        watch(front, new UdpReceiver(front, this::fromClient, () -> {}));
        this.thread = RelayThreads.start("udp " + endpoint(), this::run);
    }

    /** Takes datagrams from the moment that this returns. */
    static UdpTap open(TapSpec spec, Duration idle, Recorder recorder) throws IOException {
        HostPort target = SocketSpecs.target(spec);
        InetSocketAddress address = SocketSpecs.bindAddress(SocketSpecs.listen(spec), target);
        DatagramChannel front;
        try {
            front = UdpSockets.bound(address, false);
        } catch (IOException e) {
            throw SocketSpecs.cannotListen(address, e);
        }
        try {
            return new UdpTap(front, spec, target, idle, recorder);
        } catch (IOException e) {
            front.close();
            throw e;
        }
    }

    @Override
    public void watch(DatagramChannel channel, UdpReceiver receiver) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, receiver);
    }

    @Override
    public void touched(UdpConversation conversation) {
        conversations.get(conversation.client()); // moves it to the end
    }

    private void run() {
        try (Chunk chunk = new Chunk(Buffers.shared())) {
            while (!closed) {
                selector.select(TICK_MILLIS);
                serve(chunk);
                tick();
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "tap {0} ended: {1}", endpoint(), SocketFailure.of(e));
        } finally {
            losses.record(conversations.values(), recent);
            conversations.values().forEach(conversation -> conversation.close("tap closed"));
            conversations.clear();
            count = 0;
            closeSockets();
        }
    }

    /**
     * A selector on Windows is Java's wepoll. It frees the memory of a wait that the system hasn't ended when it is closed,
     * and Wine writes the wait's status there afterwards, into whatever the heap holds by then. So all sockets are closed
     * before, and the thread that waited waits once more, which ends also the wait for {@link Selector#wakeup()}.
     */
    private void closeSockets() {
        try (selector;
                front) {
            front.close();
            selector.selectNow();
            selector.wakeup();
            selector.select(TICK_MILLIS);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "tap {0}: closing failed: {1}", endpoint(), SocketFailure.of(e));
        }
    }

    private void serve(Chunk chunk) {
        for (SelectionKey key : selector.selectedKeys()) {
            try {
                ((UdpReceiver) key.attachment()).receive(chunk);
            } catch (ClosedChannelException e) {
                // its conversation ended in this very round
            } catch (IOException e) {
                LOG.log(Level.WARNING, "tap {0}: receiving failed: {1}", endpoint(), SocketFailure.of(e));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        selector.selectedKeys().clear();
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - nextTick < 0) {
            return;
        }
        nextTick = now + TICK_MILLIS * 1_000_000;
        losses.record(conversations.values(), recent);
        Iterator<UdpConversation> oldestFirst = conversations.values().iterator();
        List<UdpConversation> expired = new ArrayList<>();
        while (oldestFirst.hasNext()) {
            UdpConversation conversation = oldestFirst.next();
            if (now - conversation.lastNanos() < idleNanos) {
                break;
            }
            oldestFirst.remove();
            expired.add(conversation);
        }
        expired.forEach(conversation -> conversation.close("idle"));
        count = conversations.size();
    }

    private void fromClient(InetSocketAddress client, Chunk chunk) {
        losses.trafficSeen();
        UdpConversation conversation = conversations.get(client);
        if (conversation == null) {
            conversation = begin(client, chunk);
        }
        if (conversation != null) {
            recent = conversation;
            conversation.fromClient(chunk);
        }
    }

    /** A new conversation; null after a failure that is recorded, together with the datagram that is lost. */
    private @Nullable UdpConversation begin(InetSocketAddress client, Chunk chunk) {
        if (conversations.size() >= MAX_CONVERSATIONS) {
            endOldest("more than " + MAX_CONVERSATIONS + " clients");
        }
        ConversationLog log = recorder.open(HostPort.print(client), target.toString());
        try {
            UdpConversation conversation = connect(client, log);
            conversations.put(client, conversation);
            count = conversations.size();
            return conversation;
        } catch (IOException e) {
            SocketFailure failure = SocketFailure.of(e);
            log.data(Direction.CLIENT_TO_SERVER, chunk.bytes());
            log.error(
                    Direction.CLIENT_TO_SERVER,
                    failure.code(),
                    "the datagram can't be sent to " + target + ": " + failure.words());
            log.close(Details.of(Map.of("end", "failed")));
            return null;
        }
    }

    private UdpConversation connect(InetSocketAddress client, ConversationLog log) throws IOException {
        UdpUpstream upstream = UdpUpstream.to(target.resolve().get(0));
        try {
            return new UdpConversation(this, front, client, upstream, Flow.of(log, recorder, gates));
        } catch (IOException e) {
            upstream.close();
            throw e;
        }
    }

    private void endOldest(String why) {
        Iterator<UdpConversation> oldestFirst = conversations.values().iterator();
        UdpConversation oldest = oldestFirst.next();
        oldestFirst.remove();
        oldest.close(why);
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return HostPort.print(address);
    }

    @Override
    public int conversations() {
        return count;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(CLOSE_MILLIS);
            front.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "tap {0}: closing failed: {1}", endpoint(), SocketFailure.of(e));
        }
    }
}
