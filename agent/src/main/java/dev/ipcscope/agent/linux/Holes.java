package dev.ipcscope.agent.linux;

/** Files without their blocks (fallocate(2)). */
public final class Holes {
    private static final int WRITE_ONLY = 1;
    private static final int CLOEXEC = 0x80000;

    /** FALLOC_FL_KEEP_SIZE and FALLOC_FL_PUNCH_HOLE of include/uapi/linux/falloc.h. */
    private static final int PUNCH = 0x01 | 0x02;

    private Holes() {}

    /**
     * Gives the blocks of a file's beginning back to the disk: they read as zeros from now on, also in a mapping, and
     * the file keeps its size.
     *
     * @return false where the file system or this machine can't
     */
    public static boolean punch(String path, long length) {
        if (!Linux.problem().isEmpty()) {
            return false;
        }
        int fd = Libc.open(CString.of(path), WRITE_ONLY | CLOEXEC, 0);
        if (fd < 0) {
            return false;
        }
        try {
            return Libc.fallocate(fd, PUNCH, 0, length) == 0;
        } finally {
            Libc.close(fd);
        }
    }
}
