package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The clipboard's functions of user32.dll, direct-mapped under their own names. */
final class ClipboardFunctions {

    static {
        Native.register(ClipboardFunctions.class, NativeLibrary.getInstance("user32"));
    }

    private ClipboardFunctions() {}

    static native boolean AddClipboardFormatListener(long window);

    static native boolean RemoveClipboardFormatListener(long window);

    static native int GetClipboardSequenceNumber();

    static native long GetClipboardOwner();

    static native long GetOpenClipboardWindow();

    static native boolean OpenClipboard(long window);

    static native boolean CloseClipboard();

    static native int EnumClipboardFormats(int format);

    static native long GetClipboardData(int format);

    static native int GetClipboardFormatNameW(int format, char[] name, int size);

    static native long SendMessageTimeoutW(
            long window, int message, long wParam, long lParam, int flags, int milliseconds, long[] result);

    /** Of kernel32.dll, for memory that programs hand on. */
    static final class Memories {
        static {
            Native.register(Memories.class, NativeLibrary.getInstance("kernel32"));
        }

        private Memories() {}

        static native long GlobalLock(long memory);

        static native boolean GlobalUnlock(long memory);

        static native long GlobalSize(long memory);
    }
}
