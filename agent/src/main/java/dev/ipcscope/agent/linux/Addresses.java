package dev.ipcscope.agent.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Where direct buffers lie in memory. */
final class Addresses {
    private Addresses() {}

    /** The address of the buffer's first byte; valid as long as the buffer is reachable. */
    static long of(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }
}
