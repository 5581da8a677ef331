package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import org.jspecify.annotations.Nullable;

/** Direct-mapped functions of user32.dll under their own names; windows, addresses and parameters are {@code long}. */
final class User32 {

    /** The parent of windows that only get messages. */
    static final long HWND_MESSAGE = -3;

    static final int WM_APP = 0x8000;

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

    static native boolean TranslateMessage(long message);

    static native long DispatchMessageW(long message);

    static native boolean PostMessageW(long window, int message, long wParam, long lParam);

    static native long SendMessageW(long window, int message, long wParam, long lParam);

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
