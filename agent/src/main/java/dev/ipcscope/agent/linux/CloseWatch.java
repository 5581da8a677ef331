package dev.ipcscope.agent.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Becomes readable when a program closes the watched file for the last time, also by ending (inotify(7)). Our own closes
 * count, too. One thread at a time.
 */
public final class CloseWatch implements AutoCloseable {
    private static final int CLOEXEC_NONBLOCK = 0x80800;
    private static final int IN_CLOSE = 0x8 | 0x10; // opened for writing; opened only for reading
    private static final int ROOM = 4096;

    private final Fd fd;
    private final ByteBuffer events = ByteBuffer.allocateDirect(ROOM);

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
        if (Libc.inotify_add_watch(number, CString.of(path), IN_CLOSE) < 0) {
            ErrnoException failure = ErrnoException.last("can't watch " + path);
            fd.close();
            throw failure;
        }
    }

    /** Forgets what happened until now. */
    public void clear() throws ErrnoException {
        int number = fd.acquire();
        try {
            while (Libc.read(number, Addresses.of(events), ROOM) > 0) {
                // more of them
            }
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
