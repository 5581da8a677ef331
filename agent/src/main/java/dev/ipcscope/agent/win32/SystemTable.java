package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** What the system tells of all processes at once, by NtQuerySystemInformation. Any thread. */
final class SystemTable {

    private static final int FIRST = 1 << 20;
    private static final int LARGEST = 1 << 28;

    private SystemTable() {}

    /**
     * Asks for a table.
     *
     * @param information the number of the information
     * @param words what is asked for, for the error
     * @param read reads the answer, which is gone afterwards
     * @throws IOException when the system refuses, or has more of it than 256 MiB
     */
    static <T> T ask(int information, String words, Function<ByteBuffer, T> read) throws IOException {
        for (int size = FIRST; size <= LARGEST; size *= 4) {
            try (Memory table = new Memory(size)) {
                int status = Ntdll.NtQuerySystemInformation(information, Pointer.nativeValue(table), size, new int[1]);
                if (status >= 0) {
                    return read.apply(table.getByteBuffer(0, size));
                }
                if (status != Ntdll.INFO_LENGTH_MISMATCH) {
                    throw new IOException("asking the system for " + words + ": NTSTATUS 0x"
                            + Integer.toHexString(status) + ": which processes hold what can't be seen");
                }
            }
        }
        throw new IOException("asking the system for " + words + ": more than fit into " + LARGEST + " bytes");
    }
}
