package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.front.FrontFile;
import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.UnixSocket;
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
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Listens at the front and relays each connection to the target: streams and seqpackets. */
final class StreamTap implements Tap {
    private static final System.Logger LOG = System.getLogger(StreamTap.class.getName());
    private static final int BACKLOG = 4096;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = 50_000_000;

    private final TapSpec spec;
    private final Front front;
    private final Target target;
    private final Recorder recorder;
    private final GateSlot gates = new GateSlot();
    private final RelaySet relays = new RelaySet();
    private final Set<StreamConversation> conversations = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;
    private volatile boolean closed;
    private volatile String complaint = "";

    private StreamTap(TapSpec spec, Front front, Target target, Recorder recorder) {
        this.spec = spec;
        this.front = front;
        this.target = target;
        this.recorder = recorder;
        SocketOwners.ofThisMachine().prepare();
        this.acceptor = RelayThreads.start("unix accept " + spec.listen(), this::accept);
    }

    /** Listens from the moment that this returns. */
    static StreamTap open(TapSpec spec, Target target, Recorder recorder, FrontRegistry registry) throws IOException {
        Front front = Front.bind(spec.listen(), target, registry);
        try {
            front.socket().listen(BACKLOG);
            return new StreamTap(spec, front, target, recorder);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            front.close();
            throw e;
        }
    }

    private void accept() {
        while (!closed) {
            try {
                begin(front.socket().accept());
                complaint = "";
            } catch (ErrnoException e) {
                if (!closed) {
                    complain("new connections can't be accepted: " + e.getMessage());
                }
            }
        }
    }

    private void begin(UnixSocket client) {
        StreamConversation conversation = new StreamConversation(client, target, recorder, gates, relays);
        conversations.add(conversation);
        conversation.begin();
        try {
            RelayThreads.run("unix " + spec.listen(), () -> {
                try {
                    conversation.run();
                } finally {
                    conversations.remove(conversation);
                }
            });
        } catch (OutOfMemoryError e) {
            conversations.remove(conversation);
            conversation.drop();
            client.close();
            complain("new connections can't be accepted: the system gives no more threads (ulimit -u)");
            ConversationLog log = recorder.open(null, target.address().toString());
            log.error(Direction.CLIENT_TO_SERVER, 0, "the connection was refused: " + complaint);
            log.close(Details.of(Map.of("end", "no thread left")));
        }
    }

    /** Says it once, and waits a little: the reason doesn't vanish at once. */
    private void complain(String reason) {
        if (!reason.equals(complaint)) {
            LOG.log(Level.WARNING, "tap {0}: {1}", spec.listen(), reason);
            complaint = reason;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return spec.listen();
    }

    @Override
    public int conversations() {
        return conversations.size();
    }

    @Override
    public String note() {
        return FrontFile.joined(front.note(), complaint);
    }

    @Override
    public void close() {
        closed = true;
        front.close();
        try {
            acceptor.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        conversations.forEach(StreamConversation::cancel);
        relays.close(CLOSE_LIMIT);
        long limit = System.nanoTime() + CLOSE_LIMIT.toNanos();
        while (!conversations.isEmpty() && System.nanoTime() - limit < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
