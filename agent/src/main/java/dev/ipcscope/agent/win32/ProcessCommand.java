package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A process's command line: NtQueryInformationProcess, ProcessCommandLineInformation (60), since Windows 8.1. It needs
 * no right to read the process's memory. The answer is a UNICODE_STRING followed by its text.
 */
final class ProcessCommand {

    private static final int COMMAND_LINE_INFORMATION = 60;
    private static final int INFO_LENGTH_MISMATCH = 0xC0000004;
    private static final int BUFFER_TOO_SMALL = 0xC0000023;
    private static final int FIRST_SIZE = 2_048;
    private static final int LARGEST_SIZE = 1 << 17;
    private static final int HEADER = 16;

    private ProcessCommand() {}

    /** The command line, or null. */
    static @Nullable String of(long process) {
        for (int size = FIRST_SIZE; size <= LARGEST_SIZE; size *= 8) {
            try (Memory answer = new Memory(size)) {
                int status = Functions.NtQueryInformationProcess(
                        process, COMMAND_LINE_INFORMATION, Pointer.nativeValue(answer), size, new int[1]);
                if (status >= 0) {
                    return text(answer);
                }
                if (status != INFO_LENGTH_MISMATCH && status != BUFFER_TOO_SMALL) {
                    return null;
                }
            }
        }
        return null;
    }

    private static String text(Memory answer) {
        int bytes = answer.getShort(0) & 0xffff;
        int room = (int) answer.size() - HEADER;
        return new String(answer.getByteArray(HEADER, Math.min(bytes, room)), StandardCharsets.UTF_16LE);
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
