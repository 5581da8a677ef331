package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * Memory that native calls read from and write to. Owned by one thread; {@link #close()} gives it back, and views of it
 * must not be used after that.
 */
public final class NativeBuffer implements AutoCloseable {

    private Memory memory;

    /** Allocates {@code size} bytes, at least 1. */
    public NativeBuffer(int size) {
        memory = new Memory(size);
    }

    /** Its size in bytes. */
    public int size() {
        return (int) memory.size();
    }

    /** Makes it at least {@code size} bytes large and keeps the first {@code kept} bytes. */
    public void growTo(int size, int kept) {
        if (size <= size()) {
            return;
        }
        Memory larger = new Memory(size);
        if (kept > 0) {
            larger.getByteBuffer(0, kept).put(memory.getByteBuffer(0, kept));
        }
        memory.close();
        memory = larger;
    }

    /** The first {@code length} bytes; a view, not a copy. */
    public ByteBuffer view(int length) {
        return length == 0 ? ByteBuffer.allocate(0) : memory.getByteBuffer(0, length);
    }

    long address(int offset) {
        return Pointer.nativeValue(memory) + offset;
    }

    @Override
    public void close() {
        memory.close();
    }
}
