package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A process's command line: NtQueryInformationProcess with ProcessCommandLineInformation (60), since Windows 8.1, which
 * needs no right to read the process's memory. Where that class is missing, and under Wine, by the process environment
 * block: winternl.h, PEB.ProcessParameters and RTL_USER_PROCESS_PARAMETERS.CommandLine, at their 64-bit offsets.
 */
final class ProcessCommand {

    private static final int BASIC_INFORMATION = 0;
    private static final int BASIC_INFORMATION_SIZE = 48;
    private static final int PEB_IN_BASIC_INFORMATION = 8;
    private static final int PARAMETERS_IN_PEB = 0x20;
    private static final int COMMAND_LINE_IN_PARAMETERS = 0x70;

    private static final int COMMAND_LINE_INFORMATION = 60;
    private static final int INFO_LENGTH_MISMATCH = 0xC0000004;
    private static final int BUFFER_TOO_SMALL = 0xC0000023;
    private static final int FIRST_SIZE = 2_048;
    private static final int LARGEST_SIZE = 1 << 17;
    private static final int UNICODE_STRING_SIZE = 16;
    private static final int BUFFER_IN_UNICODE_STRING = 8;

    private ProcessCommand() {}

    /** The command line, or null. The handle needs PROCESS_QUERY_LIMITED_INFORMATION. */
    static @Nullable String of(long pid, long process) {
        String told = Wine.runsHere() ? null : told(process);
        return told == null ? read(pid) : told;
    }

    private static @Nullable String told(long process) {
        for (int size = FIRST_SIZE; size <= LARGEST_SIZE; size *= 8) {
            try (Memory answer = new Memory(size)) {
                int status = Functions.NtQueryInformationProcess(
                        process, COMMAND_LINE_INFORMATION, Pointer.nativeValue(answer), size, new int[1]);
                if (status >= 0) {
                    int bytes = Math.min(answer.getShort(0) & 0xffff, size - UNICODE_STRING_SIZE);
                    return text(answer.getByteArray(UNICODE_STRING_SIZE, bytes));
                }
                if (status != INFO_LENGTH_MISMATCH && status != BUFFER_TOO_SMALL) {
                    return null;
                }
            }
        }
        return null;
    }

    private static @Nullable String read(long pid) {
        boolean wine = Wine.runsHere();
        int access = Kernel32.PROCESS_QUERY_INFORMATION | (wine ? 0 : Kernel32.PROCESS_VM_READ);
        long process = Kernel32.OpenProcess(access, false, (int) pid);
        if (process == 0) {
            return null;
        }
        try (ForeignMemory memory = wine ? WineMemory.of(process) : ForeignMemory.of(process);
                Memory basic = new Memory(BASIC_INFORMATION_SIZE)) {
            int status = Functions.NtQueryInformationProcess(
                    process, BASIC_INFORMATION, Pointer.nativeValue(basic), BASIC_INFORMATION_SIZE, new int[1]);
            return memory == null || status < 0 ? null : read(memory, basic.getLong(PEB_IN_BASIC_INFORMATION));
        } finally {
            Kernel32.CloseHandle(process);
        }
    }

    private static @Nullable String read(ForeignMemory memory, long peb) {
        ByteBuffer parameters = words(memory.read(peb + PARAMETERS_IN_PEB, Long.BYTES));
        ByteBuffer line = parameters == null
                ? null
                : words(memory.read(parameters.getLong(0) + COMMAND_LINE_IN_PARAMETERS, UNICODE_STRING_SIZE));
        byte[] bytes = line == null
                ? null
                : memory.read(line.getLong(BUFFER_IN_UNICODE_STRING), Short.toUnsignedInt(line.getShort(0)));
        return bytes == null ? null : text(bytes);
    }

    private static @Nullable ByteBuffer words(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(byte[] utf16) {
        return new String(utf16, StandardCharsets.UTF_16LE);
    }

    /** Of ntdll.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("ntdll"));
        }

        private Functions() {}

        static native int NtQueryInformationProcess(long process, int what, long answer, int size, int[] needed);
    }
}
