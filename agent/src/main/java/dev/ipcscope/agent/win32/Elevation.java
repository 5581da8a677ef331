package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** With which rights this process runs on Windows. Asked once; any number of threads. */
public final class Elevation {

    private static final long THIS_PROCESS = -1;
    private static final int TOKEN_QUERY = 8;
    private static final int TOKEN_ELEVATION = 20;

    private Elevation() {}

    /** Whether it runs as administrator (an elevated token, TokenElevation); true as well for services. */
    public static boolean isElevated() {
        return Asked.ELEVATED;
    }

    /** The words for what a mechanism does with the rights that this process has. */
    public static String present(String elevated, String ordinary) {
        return isElevated() ? "as administrator: " + elevated : "as ordinary user: " + ordinary;
    }

    /** The words for a mechanism that elevation would help, empty when the process is elevated already. */
    public static String wouldAdd(String what) {
        return isElevated() ? "" : "run as administrator: " + what;
    }

    private static boolean ask() {
        long[] token = new long[1];
        if (!Functions.OpenProcessToken(THIS_PROCESS, TOKEN_QUERY, token)) {
            return false;
        }
        try {
            int[] elevated = new int[1];
            return Functions.GetTokenInformation(token[0], TOKEN_ELEVATION, elevated, 4, new int[1])
                    && elevated[0] != 0;
        } finally {
            Kernel32.CloseHandle(token[0]);
        }
    }

    private static final class Asked {
        private static final boolean ELEVATED = ask();
    }

    /** Of advapi32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("advapi32"));
        }

        private Functions() {}

        static native boolean OpenProcessToken(long process, int access, long[] token);

        static native boolean GetTokenInformation(long token, int what, int[] answer, int size, int[] needed);
    }
}
