package dev.ipcscope.agent.win32;

import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The window classes of this process. A class may have one name only once, so windows of the same class share it; it is
 * registered with the first of them and given up with the last. Names count without regard to case, as for Windows.
 *
 * <p>Source: Microsoft, WNDCLASSEXW, "About Window Classes".
 */
final class WindowClass {

    private static final int WNDCLASSEX_SIZE = 80;
    private static final long INSTANCE = User32.Modules.GetModuleHandleW(null);
    private static final Map<String, Integer> USERS = new HashMap<>(); // guarded by itself
    private static final Map<Long, NativeWindow> WINDOWS = new ConcurrentHashMap<>();
    private static final ThreadLocal<NativeWindow> BEING_MADE = new ThreadLocal<>();

    /** Lives as long as this class does, so no window can outlive it. */
    private static final Entry ENTRY = new Entry();

    private WindowClass() {}

    /** Makes a window that gets its messages from now on, also those of its making. */
    static long window(NativeWindow owner, String className, String title, int extendedStyle, int style, long parent)
            throws Win32Exception {
        register(className);
        BEING_MADE.set(owner);
        try {
            long handle = User32.CreateWindowExW(
                    extendedStyle,
                    new WString(className),
                    new WString(title),
                    style,
                    0,
                    0,
                    0,
                    0,
                    parent,
                    0,
                    INSTANCE,
                    0);
            if (handle == 0) {
                throw Win32Exception.last("making a window of class " + className);
            }
            WINDOWS.put(handle, owner);
            return handle;
        } catch (Win32Exception e) {
            unregister(className);
            throw e;
        } finally {
            BEING_MADE.remove();
        }
    }

    /** Destroys it, on the thread that made it. */
    static void destroy(long handle, String className) {
        User32.DestroyWindow(handle);
        WINDOWS.remove(handle);
        unregister(className);
    }

    private static void register(String className) throws Win32Exception {
        synchronized (USERS) {
            String key = key(className);
            if (!USERS.containsKey(key)) {
                registerFirst(className);
            }
            USERS.merge(key, 1, Integer::sum);
        }
    }

    private static void registerFirst(String className) throws Win32Exception {
        try (Memory name = new Memory(2L * (className.length() + 1));
                Memory windowClass = new Memory(WNDCLASSEX_SIZE)) {
            name.setWideString(0, className);
            windowClass.clear();
            windowClass.setInt(0, WNDCLASSEX_SIZE);
            windowClass.setPointer(8, CallbackReference.getFunctionPointer(ENTRY));
            windowClass.setLong(24, INSTANCE);
            windowClass.setPointer(64, name);
            if (User32.RegisterClassExW(Pointer.nativeValue(windowClass)) == 0) {
                throw Win32Exception.last("registering the window class " + className);
            }
        }
    }

    private static void unregister(String className) {
        synchronized (USERS) {
            String key = key(className);
            if (USERS.merge(key, -1, Integer::sum) <= 0) {
                USERS.remove(key);
                User32.UnregisterClassW(new WString(className), INSTANCE);
            }
        }
    }

    private static String key(String className) {
        return className.toLowerCase(Locale.ROOT);
    }

    /** What Windows calls for each message of each window, on the thread that made the window. */
    static final class Entry implements StdCallCallback {
        private Entry() {}

        /** The message's result. */
        @SuppressWarnings("unused") // called by Windows
        public long callback(long window, int message, long wParam, long lParam) {
            NativeWindow owner = WINDOWS.get(window);
            if (owner == null) {
                owner = BEING_MADE.get();
            }
            Long result = owner == null ? null : owner.take(window, message, wParam, lParam);
            return result != null ? result : User32.DefWindowProcW(window, message, wParam, lParam);
        }
    }
}
