package dev.ipcscope.agent.win32;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A COPYDATASTRUCT as a window procedure gets it: dwData, cbData, lpData. The system has copied what lpData points to into
 * this process; it is there as long as the procedure runs.
 *
 * @param number dwData
 * @param length bytes that the sender gave
 * @param bytes those bytes; null when it gave none
 */
record CopyData(long number, long length, @Nullable ByteBuffer bytes) {

    /** The one at an address. */
    static CopyData at(long address) {
        Pointer structure = new Pointer(address);
        long length = Integer.toUnsignedLong(structure.getInt(8));
        long data = structure.getLong(16);
        ByteBuffer bytes = data == 0 || length == 0
                ? null
                : new Pointer(data).getByteBuffer(0, Math.min(length, Integer.MAX_VALUE));
        return new CopyData(structure.getLong(0), length, bytes);
    }

    /** The same for each window to which one is sent, while its address isn't. */
    long mark() {
        ByteBuffer all = bytes;
        return (number * 31 + length) * 31 + (all == null ? 0 : all.hashCode());
    }
}
