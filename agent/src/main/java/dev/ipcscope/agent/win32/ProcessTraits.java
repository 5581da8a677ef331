package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Windows tells of a process that decides who may look into it; see {@link TargetAccess}. What isn't told is null,
 * {@link Integrity#UNKNOWN} or {@link Protection#NONE}.
 *
 * <p>Sources: Microsoft, IsWow64Process, GetTokenInformation (TokenElevation, TokenIntegrityLevel, TokenIsAppContainer),
 * NtQueryInformationProcess (ProcessProtectionInformation).
 *
 * @param pid its number
 * @param name its file's name, or null
 * @param user {@code DOMAIN\name}, or null
 * @param bits 32 or 64, 0 when that isn't told
 * @param elevated whether it runs as administrator
 * @param integrity its level
 * @param protection from all others
 * @param sandboxed whether it runs in an app container
 * @param refused 0 when its handles may be duplicated, else the error of opening it for that
 */
public record ProcessTraits(
        long pid,
        @Nullable String name,
        @Nullable String user,
        int bits,
        @Nullable Boolean elevated,
        Integrity integrity,
        Protection protection,
        @Nullable Boolean sandboxed,
        int refused) {

    private static final int TOKEN_QUERY = 8;
    private static final int TOKEN_ELEVATION = 20;
    private static final int TOKEN_INTEGRITY_LEVEL = 25;
    private static final int TOKEN_IS_APP_CONTAINER = 29;
    private static final int LABEL_SIZE = 128;
    private static final int PROTECTION_INFORMATION = 61;

    /** Asks; what may not be asked stays unknown. Any number of threads; some microseconds. */
    public static ProcessTraits of(long pid) {
        int access = Kernel32.PROCESS_DUP_HANDLE | Kernel32.PROCESS_SUSPEND_RESUME;
        long opened = Kernel32.OpenProcess(access, false, (int) pid);
        int refused = opened == 0 ? Native.getLastError() : 0;
        Kernel32.CloseHandle(opened);
        long process = Kernel32.OpenProcess(Kernel32.PROCESS_QUERY_LIMITED_INFORMATION, false, (int) pid);
        if (process == 0) {
            return new ProcessTraits(pid, null, null, 0, null, Integrity.UNKNOWN, Protection.NONE, null, refused);
        }
        long[] token = new long[1];
        boolean hasToken = Functions.OpenProcessToken(process, TOKEN_QUERY, token);
        try {
            return new ProcessTraits(
                    pid,
                    WindowsProcessLookup.fileName(WindowsProcessLookup.path(process)),
                    ProcessUser.of(process),
                    bits(process),
                    hasToken ? flag(token[0], TOKEN_ELEVATION) : null,
                    hasToken ? integrity(token[0]) : Integrity.UNKNOWN,
                    protection(process),
                    hasToken ? flag(token[0], TOKEN_IS_APP_CONTAINER) : null,
                    refused);
        } finally {
            Kernel32.CloseHandle(token[0]);
            Kernel32.CloseHandle(process);
        }
    }

    /** This process. */
    public static ProcessTraits ofOurselves() {
        return of(ProcessHandle.current().pid());
    }

    private static int bits(long process) {
        int[] emulated = new int[1];
        if (!Functions.Kernel.IsWow64Process(process, emulated)) {
            return 0;
        }
        boolean wide =
                System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).contains("64");
        return emulated[0] != 0 || !wide ? 32 : 64;
    }

    private static @Nullable Boolean flag(long token, int what) {
        int[] value = new int[1];
        try (Memory answer = new Memory(4)) {
            answer.setInt(0, 0);
            boolean told = Functions.GetTokenInformation(token, what, Pointer.nativeValue(answer), 4, value);
            return told ? answer.getInt(0) != 0 : null;
        }
    }

    private static Integrity integrity(long token) {
        try (Memory label = new Memory(LABEL_SIZE)) {
            int[] size = new int[1];
            long address = Pointer.nativeValue(label);
            if (!Functions.GetTokenInformation(token, TOKEN_INTEGRITY_LEVEL, address, LABEL_SIZE, size)) {
                return Integrity.UNKNOWN;
            }
            long at = label.getLong(0) - address;
            ByteBuffer all = label.getByteBuffer(0, Math.min(LABEL_SIZE, size[0]));
            return at > 0 && at < all.limit()
                    ? Integrity.ofSid(all.position((int) at).slice())
                    : Integrity.UNKNOWN;
        }
    }

    private static Protection protection(long process) {
        try (Memory answer = new Memory(1)) {
            int status = Functions.Nt.NtQueryInformationProcess(
                    process, PROTECTION_INFORMATION, Pointer.nativeValue(answer), 1, new int[1]);
            return status < 0 ? Protection.NONE : Protection.parse(answer.getByte(0));
        }
    }

    /** Of advapi32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("advapi32"));
        }

        private Functions() {}

        static native boolean OpenProcessToken(long process, int access, long[] token);

        static native boolean GetTokenInformation(long token, int what, long answer, int size, int[] needed);

        /** Of kernel32.dll. */
        private static final class Kernel {
            static {
                Native.register(Kernel.class, NativeLibrary.getInstance("kernel32"));
            }

            private Kernel() {}

            static native boolean IsWow64Process(long process, int[] emulated);
        }

        /** Of ntdll.dll. */
        private static final class Nt {
            static {
                Native.register(Nt.class, NativeLibrary.getInstance("ntdll"));
            }

            private Nt() {}

            static native int NtQueryInformationProcess(long process, int what, long answer, int size, int[] needed);
        }
    }
}
