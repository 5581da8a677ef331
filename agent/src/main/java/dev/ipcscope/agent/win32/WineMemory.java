package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a process under Wine, read as Linux shows it: {@code /proc/N/mem}. The process runs on undisturbed, where
 * Wine's ReadProcessMemory stops it for a moment, which ends it when it hands more than 64 KiB to Wine's server just then.
 *
 * <p>Wine doesn't tell N. It is that process of this prefix ({@link WineProcesses}) in whose memory a thread's environment
 * block stands where Wine says that it is, with the numbers of this process and thread in it; where that is true of two,
 * there is no answer. Source: winternl.h, TEB; its ClientId is at 0x40 of the 64-bit one.
 */
final class WineMemory implements ForeignMemory {

    private static final int CLIENT_ID_IN_TEB = 0x40;
    private static final int CLIENT_ID_SIZE = 16;

    private static final int THREAD_QUERY_LIMITED_INFORMATION = 0x800;
    private static final int THREAD_BASIC_INFORMATION = 0;
    private static final int THREAD_BASIC_INFORMATION_SIZE = 48;
    private static final int TEB_IN_BASIC_INFORMATION = 8;
    private static final int CLIENT_ID_IN_BASIC_INFORMATION = 16;

    private final RandomAccessFile file;

    private WineMemory(RandomAccessFile file) {
        this.file = file;
    }

    /**
     * Finds it; null where that can't be done for sure. Takes some tens of milliseconds for a process that is new.
     *
     * @param process a handle of it with PROCESS_QUERY_INFORMATION, which stays the caller's
     */
    static @Nullable WineMemory of(long process) {
        ThreadBlock block = ThreadBlock.of(process);
        String found = block == null ? null : WineProcesses.HERE.find(process, block::isIn);
        return found == null ? null : open(found);
    }

    private static @Nullable WineMemory open(String number) {
        try {
            return new WineMemory(new RandomAccessFile(WineProcesses.file(number, "mem"), "r"));
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public byte @Nullable [] read(long from, int size) {
        byte[] bytes = new byte[size];
        try {
            file.seek(from);
            file.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // It was only read.
        }
    }

    /** Where a thread's block is, and what stands in it. */
    private record ThreadBlock(long address, ByteBuffer clientId) {

        /** Of the first of its threads that has one. */
        static @Nullable ThreadBlock of(long process) {
            long[] thread = new long[1];
            if (Functions.NtGetNextThread(process, 0, THREAD_QUERY_LIMITED_INFORMATION, 0, 0, thread) < 0) {
                return null;
            }
            try (Memory answer = new Memory(THREAD_BASIC_INFORMATION_SIZE)) {
                int status = Functions.NtQueryInformationThread(
                        thread[0],
                        THREAD_BASIC_INFORMATION,
                        Pointer.nativeValue(answer),
                        THREAD_BASIC_INFORMATION_SIZE,
                        0);
                ByteBuffer told = ByteBuffer.wrap(answer.getByteArray(0, THREAD_BASIC_INFORMATION_SIZE))
                        .order(ByteOrder.LITTLE_ENDIAN);
                long address = told.getLong(TEB_IN_BASIC_INFORMATION);
                return status < 0 || address == 0
                        ? null
                        : new ThreadBlock(address, told.slice(CLIENT_ID_IN_BASIC_INFORMATION, CLIENT_ID_SIZE));
            } finally {
                Kernel32.CloseHandle(thread[0]);
            }
        }

        boolean isIn(String number) {
            try (WineMemory memory = open(number)) {
                byte[] there = memory == null ? null : memory.read(address + CLIENT_ID_IN_TEB, CLIENT_ID_SIZE);
                return there != null && ByteBuffer.wrap(there).equals(clientId);
            }
        }
    }

    /** Of ntdll.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("ntdll"));
        }

        private Functions() {}

        static native int NtGetNextThread(
                long process, long previous, int access, int attributes, int flags, long[] thread);

        static native int NtQueryInformationThread(long thread, int what, long answer, int size, long needed);
    }
}
