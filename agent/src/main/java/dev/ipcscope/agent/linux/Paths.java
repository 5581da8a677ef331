package dev.ipcscope.agent.linux;

/** Calls that take a path, as UTF-8 whatever the locale is (the JDK's paths can't under {@code LC_ALL=C}). */
public final class Paths {
    private Paths() {}

    /** Sets the permissions. */
    public static void chmod(String path, int mode) throws ErrnoException {
        check(Libc.chmod(CString.of(path), mode), "can't set the mode of ", path);
    }

    /** Sets owner and group. */
    public static void chown(String path, int uid, int gid) throws ErrnoException {
        check(Libc.lchown(CString.of(path), uid, gid), "can't set the owner of ", path);
    }

    /** Removes a name. */
    public static void unlink(String path) throws ErrnoException {
        check(Libc.unlink(CString.of(path)), "can't remove ", path);
    }

    /** Makes a FIFO. */
    public static void mkfifo(String path, int mode) throws ErrnoException {
        check(Libc.mkfifo(CString.of(path), mode), "can't make the FIFO ", path);
    }

    private static void check(int result, String what, String path) throws ErrnoException {
        if (result < 0) {
            throw ErrnoException.last(what + path);
        }
    }
}
