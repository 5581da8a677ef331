package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Bytes that the kernel may read or write: those of a direct buffer, which must stay reachable meanwhile. */
final class DirectBytes {

    private DirectBytes() {}

    /** The buffer itself, or a copy when it isn't direct. */
    static ByteBuffer of(ByteBuffer bytes) {
        return bytes.isDirect()
                ? bytes
                : ByteBuffer.allocateDirect(bytes.remaining())
                        .put(bytes.duplicate())
                        .flip();
    }

    /** Where the byte at the position stands. */
    static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct)) + direct.position();
    }
}
