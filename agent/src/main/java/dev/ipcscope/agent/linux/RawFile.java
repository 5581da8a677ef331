package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * A file opened natively, for FIFOs: opened without waiting, written with the kernel's own atomicity (one write is one
 * system call). Any number of threads.
 */
public final class RawFile implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int F_SETFL = 4;

    private final Fd fd;

    private RawFile(Fd fd) {
        this.fd = fd;
    }

    /** How to open. */
    public enum Mode {
        /** For reading. */
        READ,
        /** For writing. */
        WRITE,
        /** For both: of a FIFO, to hold it open. */
        BOTH
    }

    /** Opens without waiting; later reads and writes don't wait either ({@link ErrnoException#EAGAIN}). */
    public static RawFile openNow(String path, Mode mode) throws ErrnoException {
        return open(path, mode.ordinal() | NONBLOCK);
    }

    /** Opens, waiting as open(2) does; a FIFO waits for its other end. */
    public static RawFile open(String path, Mode mode) throws ErrnoException {
        return open(path, mode.ordinal());
    }

    private static RawFile open(String path, int flags) throws ErrnoException {
        while (true) {
            int number = Libc.open(CString.of(path), flags | CLOEXEC, 0);
            int errno = number < 0 ? Native.getLastError() : 0;
            if (errno == 0) {
                return new RawFile(new Fd(number));
            }
            if (errno != ErrnoException.EINTR) {
                throw new ErrnoException("can't open " + path, errno);
            }
        }
    }

    /** From now on reads and writes wait, or don't. */
    public void wait(boolean waits) throws ErrnoException {
        int number = fd.acquire();
        try {
            if (Libc.fcntl(number, F_SETFL, waits ? 0 : NONBLOCK) < 0) {
                throw ErrnoException.last("fcntl");
            }
        } finally {
            fd.release();
        }
    }

    /** Reads into a direct buffer at its position, which moves on; 0 when nobody writes any more. */
    public int read(ByteBuffer into) throws ErrnoException {
        return transfer(into, true);
    }

    /** Writes from a direct buffer's position on, which moves by what was taken, in one system call. */
    public int write(ByteBuffer from) throws ErrnoException {
        return transfer(from, false);
    }

    private int transfer(ByteBuffer bytes, boolean reads) throws ErrnoException {
        int number = fd.acquire();
        try {
            while (true) {
                long at = Addresses.of(bytes) + bytes.position();
                long done =
                        reads ? Libc.read(number, at, bytes.remaining()) : Libc.write(number, at, bytes.remaining());
                int errno = done < 0 ? Native.getLastError() : 0;
                if (errno == 0) {
                    bytes.position(bytes.position() + (int) done);
                    return (int) done;
                }
                if (errno != ErrnoException.EINTR) {
                    throw new ErrnoException(reads ? "can't read" : "can't write", errno);
                }
            }
        } finally {
            Reference.reachabilityFence(bytes);
            fd.release();
        }
    }

    /** The open file. */
    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }
}
