package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import org.jspecify.annotations.Nullable;

/** Direct-mapped functions of kernel32.dll under their own names; addresses and handles are {@code long}. */
final class Kernel32 {

    static final long INVALID_HANDLE = -1;
    static final int INFINITE = -1;

    static final int GENERIC_READ = 0x80000000;
    static final int GENERIC_WRITE = 0x40000000;
    static final int FILE_READ_ATTRIBUTES = 0x80;
    static final int FILE_WRITE_ATTRIBUTES = 0x100;
    static final int OPEN_EXISTING = 3;
    static final int FILE_FLAG_OVERLAPPED = 0x40000000;
    static final int FILE_FLAG_FIRST_PIPE_INSTANCE = 0x80000;
    static final int PIPE_NOWAIT = 1;
    static final int PIPE_READMODE_MESSAGE = 2;
    static final int PIPE_TYPE_MESSAGE = 4;
    static final int PIPE_REJECT_REMOTE_CLIENTS = 8;

    static final int PROCESS_VM_READ = 0x10;
    static final int PROCESS_DUP_HANDLE = 0x40;
    static final int PROCESS_SUSPEND_RESUME = 0x800;
    static final int PROCESS_QUERY_INFORMATION = 0x400;
    static final int PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;

    static {
        Native.register(Kernel32.class, NativeLibrary.getInstance("kernel32"));
    }

    private Kernel32() {}

    static native long CreateNamedPipeW(
            WString name,
            int openMode,
            int pipeMode,
            int maxInstances,
            int outBuffer,
            int inBuffer,
            int defaultTimeout,
            long securityAttributes);

    static native boolean ConnectNamedPipe(long pipe, long overlapped);

    static native boolean DisconnectNamedPipe(long pipe);

    static native boolean WaitNamedPipeW(WString name, int milliseconds);

    static native boolean PeekNamedPipe(
            long pipe, long buffer, int size, long read, int @Nullable [] available, int @Nullable [] leftThisMessage);

    static native boolean SetNamedPipeHandleState(long pipe, int[] mode, long maxCollection, long collectTimeout);

    static native boolean GetNamedPipeInfo(long pipe, int[] flags, int[] outBuffer, int[] inBuffer, int[] maxInstances);

    static native boolean GetNamedPipeClientProcessId(long pipe, int[] pid);

    static native boolean GetNamedPipeServerProcessId(long pipe, int[] pid);

    static native boolean FlushFileBuffers(long file);

    static native long CreateFileW(
            WString name, int access, int share, long securityAttributes, int disposition, int flags, long template);

    static native boolean ReadFile(long file, long buffer, int size, long count, long overlapped);

    static native boolean WriteFile(long file, long buffer, int size, long count, long overlapped);

    static native boolean GetOverlappedResult(long file, long overlapped, int[] count, boolean wait);

    static native boolean CancelIoEx(long file, long overlapped);

    static native boolean CloseHandle(long handle);

    static native boolean DuplicateHandle(
            long sourceProcess,
            long source,
            long targetProcess,
            long @Nullable [] target,
            int access,
            boolean inherit,
            int options);

    static native long CreateEventW(
            long securityAttributes, boolean manualReset, boolean initial, @Nullable WString name);

    static native boolean SetEvent(long event);

    static native int WaitForSingleObject(long handle, int milliseconds);

    static native int WaitForMultipleObjects(int count, long handles, boolean all, int milliseconds);

    static native long OpenProcess(int access, boolean inherit, int pid);

    static native boolean ReadProcessMemory(long process, long from, long to, long size, long done);

    static native boolean QueryFullProcessImageNameW(long process, int flags, char[] name, int[] size);

    static native int FormatMessageW(
            int flags, long source, int message, int language, char[] buffer, int size, long arguments);

    static native void SetLastError(int code);

    static native long LocalFree(long memory);
}
