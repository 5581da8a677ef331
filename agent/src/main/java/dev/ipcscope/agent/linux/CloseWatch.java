package dev.ipcscope.agent.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Becomes readable when a program opens the watched file, or closes it for the last time, also by ending (inotify(7)). An
 * open that waits is told when it is over. What we do ourselves counts, too. One thread at a time.
 */
public final class CloseWatch implements AutoCloseable {
    private static final int CLOEXEC_NONBLOCK = 0x80800;
    private static final int IN_CLOSE = 0x8 | 0x10; // opened for writing; opened only for reading
    private static final int IN_OPEN = 0x20;
    private static final int IN_Q_OVERFLOW = 0x4000; // events were dropped
    private static final int ROOM = 4096;
    private static final int MASK = 4; // struct inotify_event: wd, mask, cookie, len, name
    private static final int LEN = 12;
    private static final int HEADER = 16;

    private final Fd fd;
    private final ByteBuffer events = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.nativeOrder());

    /**
     * Watches whatever file has this name now.
     *
     * @throws ErrnoException EMFILE, ENOSPC: this user has too many watches (/proc/sys/fs/inotify)
     */
    public CloseWatch(String path) throws ErrnoException {
        int number = Libc.inotify_init1(CLOEXEC_NONBLOCK);
        if (number < 0) {
            throw ErrnoException.last("can't watch " + path);
        }
        fd = new Fd(number);
        if (Libc.inotify_add_watch(number, CString.of(path), IN_OPEN | IN_CLOSE) < 0) {
            ErrnoException failure = ErrnoException.last("can't watch " + path);
            fd.close();
            throw failure;
        }
    }

    /** Watches whatever file has this name now; null when this user has no watch left. */
    public static @Nullable CloseWatch ifLeft(String path) {
        try {
            return new CloseWatch(path);
        } catch (ErrnoException e) {
            return null;
        }
    }

    /**
     * Forgets what happened until now.
     *
     * @return true when the file may have been opened since the last call
     */
    public boolean clear() throws ErrnoException {
        int number = fd.acquire();
        try {
            boolean opened = false;
            int length;
            while ((length = (int) Libc.read(number, Addresses.of(events), ROOM)) > 0) {
                for (int at = 0; at < length; at += HEADER + events.getInt(at + LEN)) {
                    opened |= (events.getInt(at + MASK) & (IN_OPEN | IN_Q_OVERFLOW)) != 0;
                }
            }
            return opened;
        } finally {
            Reference.reachabilityFence(events);
            fd.release();
        }
    }

    /** For {@link Poll}. */
    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }
}
