package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * A process for good: its number may be another one's once it has ended, but not with the same time of creation.
 *
 * <p>Source: Microsoft, GetProcessTimes.
 *
 * @param created in units of 100 ns since 1601, as FILETIME; 0 when the system doesn't tell
 */
record ProcessBirth(long pid, long created) {

    private static final long EPOCH_DIFFERENCE_MS = 11_644_473_600_000L;
    private static final long FILETIME_PER_MS = 10_000;

    /** @param process a handle of it with PROCESS_QUERY_LIMITED_INFORMATION */
    static ProcessBirth of(long pid, long process) {
        long[] created = new long[1];
        Functions.GetProcessTimes(process, created, new long[1], new long[1], new long[1]);
        return new ProcessBirth(pid, created[0]);
    }

    /** Milliseconds since 1970. */
    long millis() {
        return created / FILETIME_PER_MS - EPOCH_DIFFERENCE_MS;
    }

    /** Of kernel32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("kernel32"));
        }

        private Functions() {}

        static native boolean GetProcessTimes(long process, long[] created, long[] exited, long[] kernel, long[] user);
    }
}
