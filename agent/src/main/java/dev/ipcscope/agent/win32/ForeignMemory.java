package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The memory of another process, for reading. One thread at a time. */
interface ForeignMemory extends AutoCloseable {

    /** So many bytes from this address of that process on; null when not all of them can be read. */
    byte @Nullable [] read(long from, int size);

    @Override
    default void close() {}

    /**
     * As Windows reads it: ReadProcessMemory, with a handle that has PROCESS_VM_READ and that the caller closes. Not under
     * Wine, which stops the process for that; see {@link WineMemory}.
     */
    static ForeignMemory of(long process) {
        return (from, size) -> {
            try (Memory to = new Memory(Math.max(1, size))) {
                boolean read = Kernel32.ReadProcessMemory(process, from, Pointer.nativeValue(to), size, 0);
                return read ? to.getByteArray(0, size) : null;
            }
        };
    }
}
