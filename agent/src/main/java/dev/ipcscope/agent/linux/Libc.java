package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library, bound directly: numbers and addresses only, no structures, so a call costs well under a microsecond.
 * After a call that fails (-1) {@link Native#getLastError()} is the errno; it is read in the very next statement.
 */
final class Libc {
    static {
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {}

    static native long readlink(byte[] path, byte[] buffer, long size);

    static native int statx(int folder, byte[] path, int flags, int mask, byte[] buffer);

    static native int chmod(byte[] path, int mode);

    static native int lchown(byte[] path, int uid, int gid);

    static native int unlink(byte[] path);

    static native int mkfifo(byte[] path, int mode);

    static native int open(byte[] path, int flags, int mode);

    static native int close(int fd);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native long read(int fd, long buffer, long count);

    static native long pread(int fd, long buffer, long count, long offset);

    static native long write(int fd, long buffer, long count);

    static native int fcntl(int fd, int command, int argument);

    static native int ioctl(int fd, long request, int[] value);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, byte[] event);

    static native int epoll_wait(int epoll, long events, int room, int millis);

    static native int inotify_init1(int flags);

    static native int inotify_add_watch(int fd, byte[] path, int mask);

    static native int poll(long descriptors, long count, int millis);

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, byte[] address, int length);

    static native int listen(int fd, int backlog);

    static native int accept4(int fd, long address, long length, int flags);

    static native int connect(int fd, byte[] address, int length);

    static native int shutdown(int fd, int how);

    static native int getsockopt(int fd, int level, int name, byte[] value, int[] length);

    static native int setsockopt(int fd, int level, int name, byte[] value, int length);

    static native int getsockname(int fd, byte[] address, int[] length);

    static native long recvmsg(int fd, long header, int flags);

    static native long sendmsg(int fd, long header, int flags);

    static native long send(int fd, long buffer, long count, int flags);

    /** syscall(2), for calls that the library has no function for. */
    static native long syscall(long number, long first, byte[] second, long third, long fourth);

    static native String strerror(int errno);
}
