package dev.ipcscope.agent.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file. {@link #close()} waits for nobody: the number is given back to the system when the last call that uses
 * it has returned, so that no call ever meets another file under the same number. Any number of threads.
 */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = 1 << 30;

    private final int number;
    private final AtomicInteger users = new AtomicInteger();
    private final Runnable closer;

    /** Takes over an open file. */
    public Fd(int number) {
        this(number, () -> Libc.close(number));
    }

    /**
     * An open file that belongs to something else.
     *
     * @param closer closes it: run once, by {@link #close()} or by whoever uses it last
     */
    Fd(int number, Runnable closer) {
        this.number = number;
        this.closer = closer;
    }

    /** The number for a call; {@link #release()} follows in any case. */
    int acquire() throws ErrnoException {
        if (users.getAndIncrement() >= CLOSED) {
            release();
            throw new ErrnoException("file is closed", ErrnoException.EBADF);
        }
        return number;
    }

    void release() {
        if (users.decrementAndGet() == CLOSED) {
            free();
        }
    }

    /** True once {@link #close()} was called. */
    public boolean isClosed() {
        return users.get() >= CLOSED;
    }

    /** The number, for links under {@code /proc/self/fd}; only while it is surely open. */
    public int number() {
        return number;
    }

    @Override
    public void close() {
        int before;
        do {
            before = users.get();
            if (before >= CLOSED) {
                return;
            }
        } while (!users.compareAndSet(before, before + CLOSED));
        if (before == 0) {
            free();
        }
    }

    private void free() {
        // Exactly one thread gets here once; a late acquire and release must not free again.
        if (users.compareAndSet(CLOSED, CLOSED + (CLOSED >> 1))) {
            closer.run();
        }
    }
}
