package dev.ipcscope.agent.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whether descriptors wait in the queue of a Unix socket, by the line {@code scm_fds} of its {@code
 * /proc/self/fdinfo} (Linux 5.6, unix_show_fdinfo in net/unix/af_unix.c). Any number of
 * threads. Closed with the socket, whose number means another file then.
 */
final class PendingDescriptors implements AutoCloseable {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int UNASKED = -2;
    private static final int NONE = -1; // this system doesn't tell, or it is closed
    private static final String LINE = "\nscm_fds:";

    private final Fd socket;
    private @Nullable ByteBuffer text; // most connections never need it
    private int info = UNASKED;

    PendingDescriptors(Fd socket) {
        this.socket = socket;
    }

    /** True when surely none of the bytes that are in the queue at this moment has any with it. */
    synchronized boolean none() throws ErrnoException {
        int number = socket.acquire();
        try {
            ByteBuffer into = text == null ? ByteBuffer.allocateDirect(512) : text;
            text = into;
            if (info == UNASKED) {
                info = Libc.open(CString.of("/proc/self/fdinfo/" + number), O_RDONLY_CLOEXEC, 0);
            }
            long read = info < 0 ? NONE : Libc.pread(info, Addresses.of(into), into.capacity(), 0);
            Reference.reachabilityFence(into);
            return read > 0 && none(text(into, read));
        } finally {
            socket.release();
        }
    }

    private static String text(ByteBuffer from, long length) {
        byte[] bytes = new byte[(int) length];
        from.get(0, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** What a {@code fdinfo} file says: false also when it says nothing of this. */
    static boolean none(String fdinfo) {
        int at = fdinfo.indexOf(LINE);
        int end = at < 0 ? -1 : fdinfo.indexOf('\n', at + LINE.length());
        return end >= 0 && fdinfo.substring(at + LINE.length(), end).strip().equals("0");
    }

    @Override
    public synchronized void close() {
        if (info >= 0) {
            Libc.close(info);
        }
        info = NONE;
    }
}
