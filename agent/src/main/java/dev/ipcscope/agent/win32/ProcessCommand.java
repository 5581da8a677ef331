package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A process's command line: NtQueryInformationProcess with ProcessCommandLineInformation (60), since Windows 8.1, which
 * needs no right to read the process's memory. Where that class is missing (Wine 8), by the process environment block:
 * winternl.h, PEB.ProcessParameters and RTL_USER_PROCESS_PARAMETERS.CommandLine, at their 64-bit offsets.
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

    private ProcessCommand() {}

    /** The command line, or null. */
    static @Nullable String of(long pid, long process) {
        String told = told(process);
        return told == null ? read(pid) : told;
    }

    /**
     * The command line as the system tells it, or null. Reading it from the process instead stops that for a moment, which
     * under Wine 8 ends a program that hands its server more than 64 KiB at that moment.
     */
    static @Nullable String told(long process) {
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
        long process =
                Kernel32.OpenProcess(Kernel32.PROCESS_QUERY_INFORMATION | Kernel32.PROCESS_VM_READ, false, (int) pid);
        if (process == 0) {
            return null;
        }
        try (Memory basic = new Memory(BASIC_INFORMATION_SIZE)) {
            int status = Functions.NtQueryInformationProcess(
                    process, BASIC_INFORMATION, Pointer.nativeValue(basic), BASIC_INFORMATION_SIZE, new int[1]);
            return status < 0 ? null : read(process, basic.getLong(PEB_IN_BASIC_INFORMATION));
        } finally {
            Kernel32.CloseHandle(process);
        }
    }

    private static @Nullable String read(long process, long peb) {
        try (Memory word = new Memory(UNICODE_STRING_SIZE)) {
            if (!read(process, peb + PARAMETERS_IN_PEB, word, 8)
                    || !read(process, word.getLong(0) + COMMAND_LINE_IN_PARAMETERS, word, UNICODE_STRING_SIZE)) {
                return null;
            }
            int bytes = word.getShort(0) & 0xffff;
            try (Memory line = new Memory(Math.max(1, bytes))) {
                return read(process, word.getLong(8), line, bytes) ? text(line.getByteArray(0, bytes)) : null;
            }
        }
    }

    private static boolean read(long process, long from, Memory to, int size) {
        return Kernel32.ReadProcessMemory(process, from, Pointer.nativeValue(to), size, 0);
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
