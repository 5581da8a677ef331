package dev.ipcscope.agent.mechanism.fifo;

import dev.ipcscope.agent.front.FrontFile;
import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.Paths;
import dev.ipcscope.agent.linux.RawFile;
import dev.ipcscope.agent.linux.RawFile.Mode;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for a reader of the real FIFO, then runs a {@link FifoSession} until that reader is gone, and again. */
final class FifoTap implements Tap {
    private static final System.Logger LOG = System.getLogger(FifoTap.class.getName());
    private static final long LOOK_NANOS = 20_000_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final TapSpec spec;
    private final String real;
    private final FrontFile front;
    private final Recorder recorder;
    private final GateSlot gates = new GateSlot();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean speaking;
    private volatile String complaint = "";

    private FifoTap(TapSpec spec, String real, FrontFile front, Recorder recorder) {
        this.spec = spec;
        this.real = real;
        this.front = front;
        this.recorder = recorder;
        this.thread = RelayThreads.start("fifo " + spec.listen(), this::run);
    }

    static FifoTap open(TapSpec spec, String real, FileInfo target, Recorder recorder, FrontRegistry registry)
            throws IOException {
        FrontFile.makeWay(spec.listen(), registry);
        Paths.mkfifo(spec.listen(), 0600);
        FrontFile front = FrontFile.made(spec.listen(), registry);
        try {
            front.look(target);
            return new FifoTap(spec, real, front, recorder);
        } catch (RuntimeException | OutOfMemoryError e) {
            front.close();
            throw e;
        }
    }

    private void run() {
        RawFile kept = null; // our own write end of the front: keeps what a late writer left in it
        while (!closed) {
            RawFile out = openReal();
            if (out == null) {
                LockSupport.parkNanos(LOOK_NANOS);
                continue;
            }
            try (out;
                    FifoSession session = new FifoSession(this, out, kept)) {
                kept = session.run();
            } catch (IOException | RuntimeException e) {
                complain("the relay stopped and begins again: " + e.getMessage());
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        passRest(kept);
    }

    private void passRest(@Nullable RawFile kept) {
        try (FifoSession last = new FifoSession(this, null, kept)) {
            last.passRest();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "tap {0} closed: what its front still held is lost: {1}", spec.listen(), e);
        }
    }

    /** The real FIFO for writing, as soon as somebody reads it; null when nobody does. */
    @Nullable
    RawFile openReal() {
        try {
            RawFile out = RawFile.openNow(real, Mode.WRITE);
            complaint = "";
            return out;
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.ENXIO) {
                complain(e.getMessage() + "; writers wait until it is there");
            }
            return null;
        }
    }

    private void complain(String reason) {
        if (!reason.equals(complaint) && !closed) {
            complaint = reason;
            LOG.log(Level.WARNING, "tap {0}: {1}", spec.listen(), reason);
        }
    }

    String frontName() {
        return spec.listen();
    }

    String realName() {
        return real;
    }

    Recorder recorder() {
        return recorder;
    }

    GateSlot gates() {
        return gates;
    }

    boolean isClosed() {
        return closed;
    }

    void speaking(boolean somebodyWrites) {
        speaking = somebodyWrites;
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
        return speaking ? 1 : 0;
    }

    @Override
    public String note() {
        return FrontFile.joined(front.note(), complaint);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (RawFile release = RawFile.openNow(spec.listen(), Mode.READ)) {
            front.close(); // whoever waits in open gets through now and then EPIPE, instead of waiting for ever
            LOG.log(Level.DEBUG, "front {0} is gone, was {1}", spec.listen(), release.fd());
        } catch (ErrnoException e) {
            front.close();
        }
    }
}
