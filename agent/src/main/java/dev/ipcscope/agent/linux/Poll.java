package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Waits for something to happen with open files (poll(2)). */
public final class Poll {
    /** Something can be read. */
    public static final int IN = 1;
    /** Something can be written. */
    public static final int OUT = 4;
    /** Nobody reads (of a pipe's write end). */
    public static final int ERR = 8;
    /** The other end is gone. */
    public static final int HUP = 16;

    private Poll() {}

    /** What is the case at this moment, of these events; ERR and HUP are always told. */
    public static int now(Fd fd, int events) throws ErrnoException {
        return await(fd, events, 0);
    }

    /** Waits for one of these events, for ERR or HUP, at most so long; 0 when nothing happened. */
    public static int await(Fd fd, int events, int millis) throws ErrnoException {
        int number = fd.acquire();
        try {
            ByteBuffer entry = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
            entry.putInt(0, number).putShort(4, (short) events);
            int ready = Libc.poll(Addresses.of(entry), 1, millis);
            int errno = ready < 0 ? Native.getLastError() : 0;
            Reference.reachabilityFence(entry);
            if (errno != 0 && errno != ErrnoException.EINTR) {
                throw new ErrnoException("poll", errno);
            }
            return ready > 0 ? entry.getShort(6) : 0;
        } finally {
            fd.release();
        }
    }
}
