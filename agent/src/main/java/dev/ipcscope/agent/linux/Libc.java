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
}
