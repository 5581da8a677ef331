package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import org.jspecify.annotations.Nullable;

/** Direct-mapped functions of user32.dll under their own names; windows, addresses and parameters are {@code long}. */
final class User32 {

    /** The parent of windows that only get messages. */
    static final long HWND_MESSAGE = -3;

    static final int WM_COPYDATA = 0x4a;
    static final int WM_USER = 0x400;
    static final int WM_APP = 0x8000;

    static final int WM_NULL = 0;
    static final int PM_REMOVE = 1;
    static final int QS_INPUT = 7;
    static final int QS_SENDMESSAGE = 0x40;
    static final int QS_ALLINPUT = 0x4ff;
    static final int MWMO_INPUTAVAILABLE = 4;

    static final long HWND_TOP = 0;
    static final long HWND_BOTTOM = 1;
    static final long HWND_TOPMOST = -1;
    static final long HWND_NOTOPMOST = -2;
    static final int SWP_NOSIZE = 1;
    static final int SWP_NOMOVE = 2;
    static final int SWP_NOACTIVATE = 0x10;
    static final int SWP_NOSENDCHANGING = 0x400;
    static final int WS_POPUP = 0x80000000;
    static final int WS_EX_TOOLWINDOW = 0x80;
    static final int WS_EX_NOACTIVATE = 0x8000000;
    static final int MSGFLT_ALLOW = 1;

    static {
        Native.register(User32.class, NativeLibrary.getInstance("user32"));
    }

    private User32() {}

    static native short RegisterClassExW(long windowClass);

    static native boolean UnregisterClassW(WString name, long instance);

    static native long CreateWindowExW(
            int extendedStyle,
            WString windowClass,
            WString title,
            int style,
            int x,
            int y,
            int width,
            int height,
            long parent,
            long menu,
            long instance,
            long parameter);

    static native boolean DestroyWindow(long window);

    static native long DefWindowProcW(long window, int message, long wParam, long lParam);

    static native int GetMessageW(long message, long window, int first, int last);

    static native boolean PeekMessageW(long message, long window, int first, int last, int remove);

    /** The kinds of messages that wait are in the upper half, QS_…. */
    static native int GetQueueStatus(int kinds);

    static native int MsgWaitForMultipleObjectsEx(int count, long handles, int milliseconds, int kinds, int flags);

    static native boolean ReplyMessage(long result);

    static native boolean IsHungAppWindow(long window);

    static native boolean TranslateMessage(long message);

    static native long DispatchMessageW(long message);

    static native boolean PostMessageW(long window, int message, long wParam, long lParam);

    static native long SendMessageW(long window, int message, long wParam, long lParam);

    static native boolean SendNotifyMessageW(long window, int message, long wParam, long lParam);

    static native int InSendMessageEx(long reserved);

    static native boolean ChangeWindowMessageFilterEx(long window, int message, int action, long status);

    static native boolean SetWindowPos(long window, long after, int x, int y, int width, int height, int flags);

    static native boolean SetWindowTextW(long window, WString text);

    static native long FindWindowExW(long parent, long after, @Nullable WString windowClass, @Nullable WString title);

    static native boolean IsWindow(long window);

    static native boolean IsWindowVisible(long window);

    static native int GetClassNameW(long window, char[] name, int size);

    /** The title as the system knows it; unlike GetWindowText it never asks the window. */
    static native int InternalGetWindowText(long window, char[] text, int size);

    static native int GetWindowThreadProcessId(long window, int[] pid);

    static native boolean SetPropW(long window, WString name, long value);

    static native long GetPropW(long window, WString name);

    static native long RemovePropW(long window, WString name);

    static native void PostQuitMessage(int code);

    /** Of kernel32.dll, for windows. */
    static final class Modules {
        static {
            Native.register(Modules.class, NativeLibrary.getInstance("kernel32"));
        }

        private Modules() {}

        static native long GetModuleHandleW(@Nullable WString name);
    }
}
