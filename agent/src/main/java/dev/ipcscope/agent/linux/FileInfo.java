package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What statx(2) says about a file; its structure is the same on all architectures.
 *
 * @param mode type and permissions
 * @param born when the file was made, in ns since 1970; 0 where the file system doesn't know
 */
public record FileInfo(int mode, int uid, int gid, long device, long inode, long born) {
    private static final int HERE = -100; // AT_FDCWD
    private static final int NO_FOLLOW = 0x100; // AT_SYMLINK_NOFOLLOW
    private static final int BASIC_AND_BORN = 0xFFF;
    private static final int SIZE = 256;
    private static final int TYPE = 0xF000;

    /** What stands under this path, links followed; null when nothing does. */
    public static @Nullable FileInfo of(String path) throws ErrnoException {
        return of(path, 0);
    }

    /** The same of a link itself. */
    public static @Nullable FileInfo ofLink(String path) throws ErrnoException {
        return of(path, NO_FOLLOW);
    }

    private static @Nullable FileInfo of(String path, int flags) throws ErrnoException {
        byte[] buffer = new byte[SIZE];
        if (Libc.statx(HERE, CString.of(path), flags, BASIC_AND_BORN, buffer) < 0) {
            int errno = Native.getLastError();
            if (errno == ErrnoException.ENOENT) {
                return null;
            }
            throw new ErrnoException("can't look at " + path, errno);
        }
        return parse(buffer);
    }

    static FileInfo parse(byte[] statx) {
        ByteBuffer in = ByteBuffer.wrap(statx).order(ByteOrder.LITTLE_ENDIAN);
        long device = (long) in.getInt(136) << 32 | in.getInt(140) & 0xFFFFFFFFL;
        long born = in.getLong(80) * 1_000_000_000L + in.getInt(88);
        return new FileInfo(in.getShort(28) & 0xFFFF, in.getInt(20), in.getInt(24), device, in.getLong(32), born);
    }

    /** Permissions without the type. */
    public int permissions() {
        return mode & 07777;
    }

    /** True for a Unix socket. */
    public boolean isSocket() {
        return (mode & TYPE) == 0xC000;
    }

    /** True for a regular file. */
    public boolean isRegular() {
        return (mode & TYPE) == 0x8000;
    }

    /** True for a folder. */
    public boolean isDirectory() {
        return (mode & TYPE) == 0x4000;
    }

    /** True for a FIFO. */
    public boolean isFifo() {
        return (mode & TYPE) == 0x1000;
    }

    /** True when it is the same file, not just one under the same name. */
    public boolean isSame(FileInfo other) {
        return device == other.device && inode == other.inode && born == other.born;
    }
}
