package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.Claim;
import dev.ipcscope.agent.win32.KernelName;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A tap that takes its place beside a living server under the server's own name. When the server is gone it goes, too,
 * so that clients see what they would see without it, and comes back with it.
 */
final class InjectedTap implements Tap {

    private static final System.Logger LOG = System.getLogger(InjectedTap.class.getName());

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RELISTEN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long JOIN_MS = 3_000;

    /** The pipes of this process's taps: two in one pipe would take each other for a client. */
    private static final Set<String> TAPPED = ConcurrentHashMap.newKeySet();

    private final TapSpec spec;
    private final Recorder recorder;
    private final Claim claim;
    private final Processes processes = new Processes();
    private final PassersBy passers;
    private final long self = ProcessHandle.current().pid();
    private volatile @Nullable Injection injection;
    private volatile String trouble = "";
    private volatile boolean closed;
    private final Thread thread;

    private InjectedTap(TapSpec spec, Recorder recorder, Claim claim) throws IOException {
        this.spec = spec;
        this.recorder = recorder;
        this.claim = claim;
        this.passers = new PassersBy(spec.listen(), recorder, processes);
        Injection first;
        try {
            first = Injection.begin(spec.listen(), recorder, processes);
        } catch (IOException | OutOfMemoryError e) {
            processes.close();
            throw e;
        }
        this.injection = first;
        this.thread = RelayThreads.start("pipe watch " + spec.listen(), () -> run(first));
    }

    /** Opens it: canonical spec, support checked. */
    static InjectedTap open(TapSpec spec, Recorder recorder) throws IOException {
        if (PipeTap.relaysTo(spec.listen())) {
            throw PipeRefusals.relayBeside(spec.listen());
        }
        String key = KernelName.key(spec.listen());
        if (!TAPPED.add(key)) {
            throw PipeRefusals.tappedAlready(spec.listen());
        }
        Claim claim = null;
        try {
            claim = PipeRefusals.claim(spec.listen());
            return new InjectedTap(spec, recorder, claim);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (claim != null) {
                claim.close();
            }
            TAPPED.remove(key);
            throw e;
        }
    }

    /** Whether a tap of this process is beside this pipe's server. */
    static boolean isBeside(String name) {
        return TAPPED.contains(KernelName.key(name));
    }

    private void run(Injection first) {
        Injection current = first;
        while (!closed) {
            serve(current);
            injection = null;
            if (!closed) {
                trouble = "the server of " + spec.listen() + " is gone (error 2): start it again";
                LOG.log(System.Logger.Level.WARNING, "tap {0}: {1}", spec, trouble);
                current = awaitServer();
                injection = current;
            }
            if (current == null) {
                return;
            }
        }
    }

    /** Watches until the server is gone or the tap is closed, and leaves. */
    private void serve(Injection current) {
        try (ServerEnds ends = new ServerEnds(spec.listen(), self)) {
            InstanceWatch watch = new InstanceWatch(current, ends, passers);
            watch.begin();
            boolean there = true;
            while (there && !closed) {
                there = watch.round();
                trouble = current.trouble().isEmpty() ? ends.trouble() : current.trouble();
            }
            passers.close();
            if (there) {
                current.giveBack();
                awaitListening(ends);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            trouble = "an error of ipcscope itself: " + e;
            LOG.log(System.Logger.Level.ERROR, "Tap " + spec + " failed", e);
            closed = true;
        } finally {
            current.close();
        }
    }

    /** The server needs a moment to notice that those who kept its instances have hung up. */
    private static void awaitListening(ServerEnds ends) {
        long start = System.nanoTime();
        while (!ends.look(ends.known()).someoneListens() && System.nanoTime() - start < RELISTEN_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private @Nullable Injection awaitServer() {
        while (!closed) {
            LockSupport.parkNanos(RETRY_NANOS);
            if (PipeClient.await(spec.listen(), 1) == Win32Exception.FILE_NOT_FOUND) {
                continue;
            }
            try {
                Injection again = Injection.begin(spec.listen(), recorder, processes);
                trouble = "";
                return again;
            } catch (IOException e) {
                trouble = String.valueOf(e.getMessage());
            }
        }
        return null;
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
        Injection current = injection;
        return current == null ? 0 : current.conversations();
    }

    @Override
    public String note() {
        int seen = passers.seen();
        String incomplete = "this tap may be incomplete: a client can meet the server in the moment in which it listens"
                + (seen == 0 ? "" : "; " + seen + (seen == 1 ? " was" : " were") + " seen to pass by");
        return trouble.isEmpty() ? incomplete : trouble + "; " + incomplete;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        processes.close();
        claim.close();
        TAPPED.remove(KernelName.key(spec.listen()));
    }
}
