package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeSecurity;
import dev.ipcscope.agent.win32.PipeShape;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A running relay: a few instances that listen, and a {@link PipeConversation} for each client that came. */
final class PipeTap implements Tap {

    private static final System.Logger LOG = System.getLogger(PipeTap.class.getName());

    /** Instances that listen at the same time, so that a burst of clients finds one each. */
    private static final int LISTENING = 4;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
    private static final long RETRY_MS = 200;

    private final TapSpec spec;
    private final Recorder recorder;
    private final PipeTarget target;
    private final PipeFront front;
    private final Semaphore free;
    private final ProcessLookup processes = ProcessLookup.ofThisMachine();
    private final ScheduledExecutorService attribution = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pipe processes");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<PipeEnd> listening = ConcurrentHashMap.newKeySet();
    private final Set<PipeConversation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile String note = "";

    private PipeTap(TapSpec spec, Recorder recorder, PipeTarget target, PipeFront front, int instances) {
        this.spec = spec;
        this.recorder = recorder;
        this.target = target;
        this.front = front;
        this.free = new Semaphore(instances);
    }

    /** Opens it: canonical spec, support checked. */
    static PipeTap open(TapSpec spec, Recorder recorder) throws IOException {
        PipeFront.mustBeFree(spec.listen());
        String real = Objects.requireNonNull(spec.target());
        PipeTarget target = new PipeTarget(real);
        try {
            PipeShape shape;
            PipeSecurity security;
            String type = spec.option("type");
            if (type == null) {
                PipeEnd end = target.probe();
                shape = end.shape();
                security = PipeSecurity.copyOf(end);
            } else {
                target.mustExist();
                shape = new PipeShape(
                        type.equals("message"), PipeShape.Access.DUPLEX, PipeShape.UNLIMITED, 1 << 16, 1 << 16);
                security = PipeSecurity.ofTheSystem();
            }
            PipeFront front = PipeFront.create(spec.listen(), shape, security);
            int instances = shape.maxInstances() >= PipeShape.UNLIMITED ? Integer.MAX_VALUE : shape.maxInstances();
            PipeTap tap = new PipeTap(spec, recorder, target, front, instances);
            try {
                tap.start(Math.min(LISTENING, instances));
            } catch (IOException | OutOfMemoryError e) {
                tap.close();
                throw e;
            }
            return tap;
        } catch (IOException | RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private void start(int listeners) throws IOException {
        for (int i = 0; i < listeners; i++) {
            free.acquireUninterruptibly();
            PipeEnd first = front.listen();
            listening.add(first);
            RelayThreads.start("pipe " + spec.listen() + " accept " + i, () -> acceptAll(first));
        }
        var unused = attribution.schedule(target::dropWhenOld, PipeTarget.KEEP.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    /** One listener's life: an instance, a client, the next instance. */
    private void acceptAll(PipeEnd first) {
        PipeEnd instance = first;
        while (instance != null) {
            try {
                instance.accept();
                begin(instance);
            } catch (ClosedChannelException e) {
                instance.close();
                free.release();
            } catch (IOException | OutOfMemoryError e) {
                fail(e);
                instance.close();
                free.release();
            } finally {
                listening.remove(instance);
            }
            instance = nextInstance();
        }
    }

    private void begin(PipeEnd instance) {
        PipeConversation conversation = new PipeConversation(instance, target, recorder, processes, attribution);
        running.add(conversation);
        if (closed) {
            conversation.stop();
        }
        try {
            RelayThreads.start("pipe " + spec.listen(), () -> {
                try {
                    conversation.run();
                } finally {
                    running.remove(conversation);
                    free.release();
                }
            });
        } catch (OutOfMemoryError e) {
            running.remove(conversation);
            throw e;
        }
    }

    /** The next instance that listens, once the pipe's number of instances allows it; null when the tap is closed. */
    private @Nullable PipeEnd nextInstance() {
        while (!closed) {
            if (!acquireFree()) {
                continue;
            }
            try {
                PipeEnd instance = front.listen();
                listening.add(instance);
                note = "";
                if (closed) {
                    instance.close();
                }
                return instance;
            } catch (IOException e) {
                free.release();
                fail(e);
            }
        }
        return null;
    }

    private boolean acquireFree() {
        try {
            return free.tryAcquire(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
            return false;
        }
    }

    private void fail(Throwable e) {
        if (!closed) {
            note = String.valueOf(e.getMessage());
            LOG.log(System.Logger.Level.WARNING, "tap {0}: {1}", spec, e);
        }
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
        return running.size();
    }

    @Override
    public String note() {
        return note;
    }

    @Override
    public void close() {
        closed = true;
        listening.forEach(PipeEnd::close);
        running.forEach(PipeConversation::stop);
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        while (!running.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        target.close();
        front.close();
        attribution.shutdownNow();
    }
}
