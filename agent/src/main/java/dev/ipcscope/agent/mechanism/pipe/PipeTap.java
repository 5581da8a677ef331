package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeSecurity;
import dev.ipcscope.agent.win32.PipeShape;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A running relay: a few instances that listen, and a {@link PipeConversation} for each client that came. */
final class PipeTap implements Tap, PipeListeners.Events {

    private static final System.Logger LOG = System.getLogger(PipeTap.class.getName());

    /** Instances that listen at the same time, so that a burst of clients finds one each. */
    private static final int LISTENING = 4;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    private final TapSpec spec;
    private final Recorder recorder;
    private final PipeTarget target;
    private final PipeFront front;
    private final PipeListeners listeners;
    private final Processes processes = new Processes();
    private final Set<PipeConversation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile String note = "";

    private PipeTap(TapSpec spec, Recorder recorder, PipeTarget target, PipeFront front, int instances) {
        this.spec = spec;
        this.recorder = recorder;
        this.target = target;
        this.front = front;
        this.listeners = new PipeListeners(spec.listen(), instances, this);
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
                tap.listeners.start(LISTENING);
                tap.processes.later(PipeTarget.KEEP.toMillis() + 1, target::dropWhenOld);
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

    @Override
    public PipeEnd listen() throws IOException {
        return front.listen();
    }

    @Override
    public void client(PipeEnd instance) {
        PipeConversation conversation = new PipeConversation(instance, target, recorder, processes);
        running.add(conversation);
        if (closed) {
            conversation.stop();
        }
        try {
            RelayThreads.run("pipe " + spec.listen(), () -> {
                try {
                    conversation.run();
                } finally {
                    running.remove(conversation);
                    listeners.release();
                }
            });
        } catch (OutOfMemoryError e) {
            running.remove(conversation);
            throw e;
        }
    }

    @Override
    public void trouble(@Nullable Throwable failure) {
        note = failure == null ? "" : String.valueOf(failure.getMessage());
        if (failure != null) {
            LOG.log(System.Logger.Level.WARNING, "tap {0}: {1}", spec, failure);
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
        return note.isEmpty() ? target.trouble() : note;
    }

    @Override
    public void close() {
        closed = true;
        listeners.close();
        running.forEach(PipeConversation::stop);
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        while (!running.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        target.close();
        front.close();
        processes.close();
    }
}
