package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.KernelName;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeSecurity;
import dev.ipcscope.agent.win32.PipeShape;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A running relay: a {@link PipeStand} for each life of the real pipe, and a {@link PipeConversation} for each client that
 * came. While there is no real pipe there is no front either, so that clients see what they would see without the tap.
 */
final class PipeTap implements Tap {

    private static final System.Logger LOG = System.getLogger(PipeTap.class.getName());

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final Set<PipeTap> OPEN = ConcurrentHashMap.newKeySet();

    private final TapSpec spec;
    private final Recorder recorder;
    private final PipeTarget target;
    private final Processes processes = new Processes();
    private final Set<PipeConversation> running = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile @Nullable PipeStand stand;
    private volatile boolean closed;
    private volatile String note = "";

    private PipeTap(TapSpec spec, Recorder recorder, PipeTarget target) throws IOException {
        this.spec = spec;
        this.recorder = recorder;
        this.target = target;
        try {
            PipeStand first = begin();
            stand = first;
            thread = RelayThreads.start("pipe front " + spec.listen(), () -> run(first));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            leave();
            processes.close();
            throw e;
        }
    }

    /** Opens it: canonical spec, support checked. */
    static PipeTap open(TapSpec spec, Recorder recorder) throws IOException {
        PipeFront.mustBeFree(spec.listen());
        String real = Objects.requireNonNull(spec.target());
        if (InjectedTap.isBeside(real)) {
            throw PipeRefusals.relayBeside(real);
        }
        PipeTarget target = new PipeTarget(real);
        try {
            PipeTap tap = new PipeTap(spec, recorder, target);
            OPEN.add(tap);
            return tap;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            target.close();
            throw e;
        }
    }

    /** Whether a tap of this process relays to this pipe. */
    static boolean relaysTo(String name) {
        return OPEN.stream().anyMatch(tap -> KernelName.same(Objects.requireNonNull(tap.spec.target()), name));
    }

    /** Makes the front as the real pipe is made now. */
    private PipeStand begin() throws IOException {
        PipeShape shape;
        PipeSecurity security;
        PipeEnd probe = null;
        String type = spec.option("type");
        if (type == null) {
            probe = target.probe();
            shape = probe.shape();
            security = PipeSecurity.copyOf(probe);
        } else {
            target.mustExist();
            shape = new PipeShape(
                    type.equals("message"), PipeShape.Access.DUPLEX, PipeShape.UNLIMITED, 1 << 16, 1 << 16);
            security = PipeSecurity.ofTheSystem();
        }
        int most = shape.maxInstances() >= PipeShape.UNLIMITED ? Integer.MAX_VALUE : shape.maxInstances();
        PipeFront front = PipeFront.create(spec.listen(), shape, security);
        PipeStand made = new PipeStand(target, front, spec.listen(), most, probe, this::client, this::trouble);
        try {
            made.start();
        } catch (IOException | OutOfMemoryError e) {
            made.close();
            throw e;
        }
        processes.later(PipeTarget.KEEP.toMillis() + 1, target::dropWhenOld);
        return made;
    }

    private void run(PipeStand first) {
        PipeStand current = first;
        while (current != null) {
            current.follow();
            if (closed) {
                return;
            }
            stand = null;
            current.close();
            target.close();
            note = "the server of " + target.name() + " is gone (error 2): start it again";
            LOG.log(System.Logger.Level.WARNING, "tap {0}: {1}", spec, note);
            current = again();
            stand = current;
            if (closed) {
                leave();
            }
        }
    }

    /** Waits for the real pipe; null when the tap is closed. */
    private @Nullable PipeStand again() {
        while (!closed) {
            LockSupport.parkNanos(RETRY_NANOS);
            if (target.look(1) == Win32Exception.FILE_NOT_FOUND) {
                continue;
            }
            try {
                PipeStand made = begin();
                note = "";
                target.tell("");
                return made;
            } catch (TapWaitingException e) {
                note = String.valueOf(e.getMessage());
            } catch (IOException | OutOfMemoryError e) {
                trouble(e);
            }
        }
        return null;
    }

    private void client(PipeStand from, PipeEnd instance) {
        PipeConversation conversation = new PipeConversation(instance, from, recorder, processes);
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
                    from.left(instance);
                }
            });
        } catch (OutOfMemoryError e) {
            running.remove(conversation);
            from.left(instance);
            throw e;
        }
    }

    private void trouble(@Nullable Throwable failure) {
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
        OPEN.remove(this);
        leave();
        running.forEach(PipeConversation::stop);
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        while ((!running.isEmpty() || isAtWork()) && System.nanoTime() - deadline < 0) {
            LockSupport.unpark(thread);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        target.close();
        processes.close();
    }

    private boolean isAtWork() {
        PipeStand present = stand;
        return thread.isAlive() && (present == null || !present.isWaiting());
    }

    private void leave() {
        PipeStand left = stand;
        if (left != null) {
            left.close();
        }
    }
}
