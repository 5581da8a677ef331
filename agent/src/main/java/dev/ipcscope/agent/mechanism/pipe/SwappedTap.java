package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.Claim;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.ProcessTraits;
import dev.ipcscope.agent.win32.SwappedHandle;
import dev.ipcscope.agent.win32.TargetAccess;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A tap that takes over the server's own ends of a pipe: all that there are when it is opened, and when the server has
 * closed them all, those that come next.
 */
final class SwappedTap implements Tap {

    private static final System.Logger LOG = System.getLogger(SwappedTap.class.getName());

    private static final long JOIN_MS = 2_000;

    /** A client that has just hung up is noticed by then. */
    private static final long HANGING_UP_MS = 300;

    private static final long CHECK_MS = 200;

    /** A look at all handles takes some tenths of a second; under load some of them don't answer in time. */
    private static final int LOOKS = 5;

    private final TapSpec spec;
    private final Recorder recorder;
    private final Claim claim;
    private final Processes processes = new Processes();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private boolean closed; // guarded by this
    private volatile boolean incomplete;
    private volatile String trouble = "";

    /** An end and the thread that serves it. */
    private record Taken(SwappedEnd end, Thread thread) {}

    private SwappedTap(TapSpec spec, Recorder recorder, Claim claim) {
        this.spec = spec;
        this.recorder = recorder;
        this.claim = claim;
    }

    /** Opens it: canonical spec, support checked. */
    static SwappedTap open(TapSpec spec, Recorder recorder) throws IOException {
        SwappedTap tap = new SwappedTap(spec, recorder, PipeRefusals.claim(spec.listen()));
        try {
            tap.take();
            tap.processes.each(CHECK_MS, tap::check);
            return tap;
        } catch (IOException | OutOfMemoryError e) {
            tap.close();
            throw e;
        }
    }

    private void take() throws IOException {
        synchronized (SwappedHandle.EXCHANGE) {
            takeAll();
        }
    }

    private void takeAll() throws IOException {
        List<HeldObject> ends = serverEnds();
        PipeRefusals.shared(spec.listen(), ends);
        for (HeldObject held : ends) {
            SwappedHandle handle = SwappedHandle.take(held, Objects.requireNonNull(held.pipe()));
            SwappedEnd end = new SwappedEnd(held, handle, recorder, processes);
            try {
                taken.add(new Taken(end, RelayThreads.start("pipe swap " + spec.listen(), end)));
            } catch (OutOfMemoryError e) {
                end.undo();
                throw e;
            }
        }
    }

    /** The server's ends that aren't taken yet: those that were have another name. Looks again while some are missing. */
    private List<HeldObject> serverEnds() throws IOException {
        List<HeldObject> ends = List.of();
        for (int i = 0; i < LOOKS; i++) {
            HandleScan scan = HandleScan.of(HeldObject.Kind.PIPE);
            ends = serverEnds(scan);
            incomplete = isIncomplete(ends);
            if (!ends.isEmpty() && !incomplete) {
                return ends;
            }
            if (ends.isEmpty() && PipeClient.await(spec.listen(), 1) == Win32Exception.FILE_NOT_FOUND) {
                throw PipeRefusals.missing(spec.listen());
            }
            if (ends.isEmpty() && i == LOOKS - 1) {
                throw unseen(scan);
            }
        }
        return ends;
    }

    private List<HeldObject> serverEnds(HandleScan scan) {
        long self = ProcessHandle.current().pid();
        return scan.named(HeldObject.Kind.PIPE, spec.listen()).stream()
                .filter(end ->
                        end.pid() != self && end.pipe() != null && end.pipe().server())
                .toList();
    }

    /** The pipe has more instances than there are ends that were seen. */
    private boolean isIncomplete(List<HeldObject> ends) {
        long seen =
                ends.size() + taken.stream().filter(one -> !one.end().isOver()).count();
        return ends.stream().map(HeldObject::pipe).filter(Objects::nonNull).anyMatch(pipe -> pipe.instances() > seen);
    }

    private IOException unseen(HandleScan scan) {
        return new IOException("the server's handles of " + spec.listen() + " can't be seen: " + scan.silent()
                + " handles don't answer, and these processes may not be opened: "
                + TargetAccess.summary(
                        scan.closedProcesses().stream().map(ProcessTraits::of).toList(), ProcessTraits.ofOurselves())
                + ". Or tap it by a relay, pipe:FRONT=" + spec.listen());
    }

    /** Looks whether the server has closed ends, and when it has closed all, takes over those that it makes next. */
    private synchronized void check() {
        if (closed) {
            return;
        }
        taken.forEach(one -> one.end().check());
        if (taken.stream().allMatch(one -> one.end().isOver())) {
            taken.removeIf(one -> !one.thread().isAlive());
            if (taken.isEmpty()) {
                takeAgain();
            }
        }
    }

    private void takeAgain() {
        String before = trouble;
        try {
            if (PipeClient.await(spec.listen(), 1) == Win32Exception.FILE_NOT_FOUND) {
                trouble = "the server of " + spec.listen() + " is gone (error 2): start it again";
            } else {
                take();
                trouble = "";
            }
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        }
        if (!trouble.isEmpty() && !trouble.equals(before)) {
            LOG.log(System.Logger.Level.WARNING, "tap {0}: {1}", spec, trouble);
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
        return (int) taken.stream().filter(one -> one.end().isTalking()).count();
    }

    @Override
    public String note() {
        if (!trouble.isEmpty()) {
            return trouble;
        }
        long lost = taken.stream().filter(one -> one.end().isOver()).count();
        String rest = "instances that the server makes later aren't tapped;"
                + " a server that closes its instance to make it anew may meet error 231";
        if (lost > 0) {
            return "the server has closed " + lost + " of " + taken.size()
                    + " instances that were taken over: close the tap and open it again for its new ones";
        }
        return incomplete
                ? "not all of the server's instances could be seen: close the tap and open it again; " + rest
                : rest;
    }

    /** Gives the server's ends back; one with a client stays in its place until that one hangs up. */
    @Override
    public void close() {
        processes.close();
        synchronized (this) {
            closed = true;
        }
        taken.forEach(one -> one.end().stop());
        long settled = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANGING_UP_MS);
        for (Taken one : taken) {
            try {
                while (one.end().isTalking() && System.nanoTime() - settled < 0) {
                    one.thread().join(1);
                }
                if (!one.end().isTalking()) {
                    one.thread().join(JOIN_MS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        claim.close();
    }
}
