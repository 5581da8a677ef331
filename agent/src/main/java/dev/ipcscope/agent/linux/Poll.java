package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Waits for something to happen with open files (poll(2)). */
public final class Poll {
    /** Something can be read. */
    public static final int IN = 1;
    /** An urgent byte has come that nobody has read. */
    public static final int PRI = 2;
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

    /** What happened with each of two files. */
    public record Both(int first, int second) {
        /** True when nothing happened in time. */
        public boolean nothing() {
            return first == 0 && second == 0;
        }
    }

    /** Waits for one of these events on the first, for ERR or HUP on either, at most so long. */
    public static Both await(Fd first, int events, Fd second, int millis) throws ErrnoException {
        return await(first, events, second, 0, millis);
    }

    /** Waits for one of their events on either, and for ERR or HUP, at most so long. */
    public static Both await(Fd first, int events, Fd second, int secondEvents, int millis) throws ErrnoException {
        int one = first.acquire();
        try {
            int two = second.acquire();
            try {
                ByteBuffer entries = ByteBuffer.allocateDirect(16).order(ByteOrder.LITTLE_ENDIAN);
                entries.putInt(0, one)
                        .putShort(4, (short) events)
                        .putInt(8, two)
                        .putShort(12, (short) secondEvents);
                poll(entries, 2, millis);
                return new Both(entries.getShort(6), entries.getShort(14));
            } finally {
                second.release();
            }
        } finally {
            first.release();
        }
    }

    private static void poll(ByteBuffer entries, int count, int millis) throws ErrnoException {
        int ready = Libc.poll(Addresses.of(entries), count, millis);
        int errno = ready < 0 ? Native.getLastError() : 0;
        Reference.reachabilityFence(entries);
        if (errno != 0 && errno != ErrnoException.EINTR) {
            throw new ErrnoException("poll", errno);
        }
    }

    /** Waits for one of these events, for ERR or HUP, at most so long; 0 when nothing happened. */
    public static int await(Fd fd, int events, int millis) throws ErrnoException {
        int number = fd.acquire();
        try {
            ByteBuffer entry = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
            entry.putInt(0, number).putShort(4, (short) events);
            poll(entry, 1, millis);
            return entry.getShort(6);
        } finally {
            fd.release();
        }
    }
}
