package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/** Direct-mapped functions of ntdll.dll under their own names; they return an NTSTATUS, negative for a failure. */
final class Ntdll {

    static final int SYSTEM_PROCESS_INFORMATION = 5;
    static final int SYSTEM_EXTENDED_HANDLE_INFORMATION = 64;
    static final int OBJECT_NAME_INFORMATION = 1;
    static final int OBJECT_TYPE_INFORMATION = 2;
    static final int FILE_NAME_INFORMATION = 9;
    static final int FILE_MODE_INFORMATION = 16;
    static final int FILE_PIPE_INFORMATION = 23;
    static final int FILE_PIPE_LOCAL_INFORMATION = 24;
    static final int FILE_MAILSLOT_QUERY_INFORMATION = 26;

    static final int FILE_FS_DEVICE_INFORMATION = 4;

    static final int DEVICE_NAMED_PIPE = 0x11;
    static final int REMOTE_DEVICE = 0x10;

    static final int INFO_LENGTH_MISMATCH = 0xC0000004;
    static final int PIPE_DISCONNECTED = 0xC00000B0;

    static {
        Native.register(Ntdll.class, NativeLibrary.getInstance("ntdll"));
    }

    private Ntdll() {}

    static native int NtQuerySystemInformation(int what, long answer, int size, int @Nullable [] needed);

    static native int NtQueryObject(long handle, int what, long answer, int size, int @Nullable [] needed);

    static native int NtQueryInformationFile(long file, long status, long answer, int size, int what);

    static native int NtQueryVolumeInformationFile(long file, long status, long answer, int size, int what);

    static native int NtSuspendProcess(long process);

    static native int NtResumeProcess(long process);
}
