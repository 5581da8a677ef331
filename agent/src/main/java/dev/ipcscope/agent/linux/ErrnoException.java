package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.io.IOException;

/** A system call that failed. The message names the object, the error in words and its number. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** No such file or directory. */
    public static final int ENOENT = 2;
    /** Interrupted by a signal. */
    public static final int EINTR = 4;
    /** No such device or address: nobody reads a FIFO. */
    public static final int ENXIO = 6;
    /** Not an open file. */
    public static final int EBADF = 9;
    /** Try again: it would have to wait. */
    public static final int EAGAIN = 11;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** An address that isn't there. */
    public static final int EFAULT = 14;
    /** It exists already. */
    public static final int EEXIST = 17;
    /** A part of the path is no folder. */
    public static final int ENOTDIR = 20;
    /** Invalid argument. */
    public static final int EINVAL = 22;
    /** The process has as many open files as it may. */
    public static final int EMFILE = 24;
    /** Nobody reads any more. */
    public static final int EPIPE = 32;
    /** Message too long. */
    public static final int EMSGSIZE = 90;
    /** The socket is of another type. */
    public static final int EPROTOTYPE = 91;
    /** Address in use. */
    public static final int EADDRINUSE = 98;
    /** The other end closed with bytes unread. */
    public static final int ECONNRESET = 104;
    /** As many descriptors of this user wait in sockets as it may have files open. */
    public static final int ETOOMANYREFS = 109;
    /** Nobody listens. */
    public static final int ECONNREFUSED = 111;
    /** No such process. */
    public static final int ESRCH = 3;

    private final int errno;
    private final String words;

    /** What was tried, on what, and the errno. */
    public ErrnoException(String what, int errno) {
        super(what + ": " + Libc.strerror(errno) + " (errno " + errno + ")");
        this.errno = errno;
        this.words = Libc.strerror(errno);
    }

    /** The error of the call just made by this thread; nothing else may be called in between. */
    static ErrnoException last(String what) {
        int errno = Native.getLastError();
        return new ErrnoException(what, errno);
    }

    /** The number. */
    public int errno() {
        return errno;
    }

    /** The error alone in words. */
    public String words() {
        return words;
    }
}
