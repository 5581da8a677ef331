package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.linux.Scheduling;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Moves sealed frames into the spool: by itself every {@link #TICK}, sooner when a frame is full, and in the thread of
 * a caller that has to know it written ({@code policy=block}; whoever comes first writes for all that wait).
 *
 * <p>No message wakes a thread: at rates below a frame per tick the only work is the tick. Only after a while without any
 * the thread sleeps, and the next message wakes it.
 */
final class Spooler implements Runnable {

    /** Nanoseconds that a message stays in memory at most. */
    static final long TICK = 20_000_000L;

    private static final long RETRY = 100_000_000L;

    /** Ticks without anything to write after which the thread sleeps. */
    private static final int QUIET_TICKS = 10;

    private static final long SLEEP = 10_000_000_000L;

    private final Encoder encoder;
    private final Spool spool;
    private final Runnable published;
    private final Thread thread = new Thread(this, "ipcscope-spooler");
    private volatile long writtenSerial;
    private volatile String error = "";
    private volatile boolean stopped;
    private volatile boolean asleep;

    /** {@code published} is called after frames became visible to the sender; it must be quick. */
    Spooler(Encoder encoder, Spool spool, Runnable published) {
        this.encoder = encoder;
        this.spool = spool;
        this.published = published;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        Scheduling.giveWay(); // to relays: it has time
        int quiet = 0;
        while (!stopped) {
            if (!error.isEmpty()) {
                LockSupport.parkNanos(RETRY);
            } else if (quiet < QUIET_TICKS) {
                LockSupport.parkNanos(TICK);
            } else {
                sleep();
            }
            long before = writtenSerial;
            var unused = flush();
            quiet = writtenSerial == before ? quiet + 1 : 0;
            spool.tidy();
        }
    }

    /** First says that it sleeps, then looks whether there is anything: one of both sees a record of that moment. */
    private void sleep() {
        asleep = true;
        if (nothingWaits()) {
            LockSupport.parkNanos(SLEEP);
        }
        asleep = false;
    }

    private boolean nothingWaits() {
        encoder.lock.lock();
        try {
            return encoder.isEmpty();
        } finally {
            encoder.lock.unlock();
        }
    }

    /** Something was recorded before this call; costs the look at a flag nearly always. */
    void recorded() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Ends the thread; what is in memory stays there. */
    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join(2_000);
    }

    /** There is a full frame. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Why nothing can be written now, in words, or empty. */
    String error() {
        return error;
    }

    /** Writes all there is, gaps that are due included; false when not all could be written. */
    boolean flush() {
        spool.io.lock();
        try {
            writeSealed();
            encoder.lock.lock();
            try {
                encoder.writeGaps();
                if (!encoder.sealCurrent()) {
                    return true;
                }
            } finally {
                encoder.lock.unlock();
            }
            writeSealed();
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        } finally {
            spool.io.unlock();
        }
    }

    /**
     * Returns when the frame is in the spool, however long that takes.
     *
     * @throws IllegalStateException when the outbox is closed before
     */
    void await(long serial) {
        while (writtenSerial < serial) {
            if (!writeUpTo(serial)) {
                pause();
            }
        }
    }

    /** Waits a little for room. */
    void pause() {
        if (stopped) {
            throw new IllegalStateException("the outbox is closed");
        }
        LockSupport.parkNanos(TICK / 2);
        if (Thread.interrupted()) {
            throw new IllegalStateException("interrupted while the spool took no more: " + error);
        }
    }

    private boolean writeUpTo(long serial) {
        spool.io.lock();
        try {
            if (writtenSerial >= serial) {
                return true;
            }
            encoder.lock.lock();
            try {
                encoder.sealCurrent();
            } finally {
                encoder.lock.unlock();
            }
            writeSealed();
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        } finally {
            spool.io.unlock();
        }
    }

    /** Writes the sealed frames in order; the caller holds the spool's lock. */
    void writeSealed() throws IOException {
        boolean some = false;
        try {
            for (Encoder.Frame frame = oldest(); frame != null; frame = oldest()) {
                write(frame);
                some = true;
            }
        } finally { // also when a later one finds no room
            if (some) {
                published.run();
            }
        }
        if (!error.isEmpty()) {
            error = "";
        }
    }

    private void write(Encoder.Frame frame) throws IOException {
        long last = spool.writtenSeq() + frame.writer.numbered();
        if (last != frame.lastSeq) {
            frame.writer.renumber(last - frame.lastSeq);
            frame.lastSeq = last;
        }
        spool.append(frame.writer.seal(last), true);
        spool.publish(last);
        encoder.lock.lock();
        try {
            encoder.written(frame);
        } finally {
            encoder.lock.unlock();
        }
        writtenSerial = frame.serial;
    }

    private Encoder.@org.jspecify.annotations.Nullable Frame oldest() {
        encoder.lock.lock();
        try {
            return encoder.oldestSealed();
        } finally {
            encoder.lock.unlock();
        }
    }

    /** Notes why; the caller holds the spool's lock. */
    void failed(IOException e) {
        if (!(e instanceof SpoolFullException)) {
            spool.makeRoom();
        }
        error = e instanceof SpoolFullException
                ? String.valueOf(e.getMessage())
                : "the spool can't be written: " + e.getMessage() + "; it goes on by itself when that is put right";
    }
}
