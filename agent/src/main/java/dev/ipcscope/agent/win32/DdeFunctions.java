package dev.ipcscope.agent.win32;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import org.jspecify.annotations.Nullable;

/** Direct-mapped functions of user32.dll for DDE, under their own names. */
final class DdeFunctions {

    static final int WS_EX_TOPMOST = 8;
    static final int SMTO_ABORTIFHUNG = 2;
    static final int GWLP_WNDPROC = -4;

    static {
        Native.register(DdeFunctions.class, NativeLibrary.getInstance("user32"));
    }

    private DdeFunctions() {}

    /** Called for each window until it returns false. */
    interface WindowEnumeration extends StdCallCallback {
        /** One window. */
        boolean callback(long window, long parameter);
    }

    static native boolean EnumWindows(Callback each, long parameter);

    static native boolean IsWindowUnicode(long window);

    static native boolean IsHungAppWindow(long window);

    static native long GetWindowLongPtrW(long window, int index);

    static native long SetWindowLongPtrA(long window, int index, long value);

    static native long SendMessageTimeoutW(
            long window, int message, long wParam, long lParam, int flags, int milliseconds, long @Nullable [] result);

    static native boolean InSendMessage();

    static native long PackDDElParam(int message, long low, long high);

    static native boolean UnpackDDElParam(int message, long parameter, long[] low, long[] high);

    static native boolean FreeDDElParam(int message, long parameter);

    static native int GetClipboardFormatNameW(int format, char[] name, int size);

    /** Of kernel32.dll: the atoms and memory blocks that DDE hands around. */
    static final class Blocks {

        static final int GMEM_MOVEABLE_DDESHARE = 0x2002;

        static {
            Native.register(Blocks.class, NativeLibrary.getInstance("kernel32"));
        }

        private Blocks() {}

        static native short GlobalAddAtomW(WString name);

        static native short GlobalDeleteAtom(short atom);

        static native int GlobalGetAtomNameW(short atom, char[] name, int size);

        static native long GlobalAlloc(int flags, long size);

        static native long GlobalFree(long block);

        static native long GlobalLock(long block);

        static native boolean GlobalUnlock(long block);

        static native long GlobalSize(long block);
    }
}
