package dev.ipcscope.agent.win32;

import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A window of ours with a class of its own. Windows binds it to the thread that makes it: that thread alone gets its
 * messages and may close it, and it must pump messages ({@link MessageLoop}).
 *
 * <p>Source: Microsoft, WNDCLASSEXW, CreateWindowExW, "Window Procedures".
 */
final class NativeWindow implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(NativeWindow.class.getName());
    private static final int WNDCLASSEX_SIZE = 80;

    private final WString className;
    private final long instance = User32.Modules.GetModuleHandleW(null);
    private final Procedure procedure;
    private final StdCallCallback callback = new Entry(); // lives as long as the class is registered
    private long handle;

    /** What a window does with a message. */
    interface Procedure {
        /**
         * Handles one.
         *
         * @return the message's result; null lets the system do what it does by default
         */
        @Nullable
        Long on(long window, int message, long wParam, long lParam);
    }

    private NativeWindow(String className, Procedure procedure) {
        this.className = new WString(className);
        this.procedure = procedure;
    }

    /**
     * Makes one that only gets messages: it is unseen, and no other program finds it by walking the desktop.
     *
     * @param className a name that no other class of this process has
     */
    static NativeWindow forMessages(String className, Procedure procedure) throws Win32Exception {
        return open(className, "", 0, 0, User32.HWND_MESSAGE, procedure);
    }

    /** Makes one of 0 by 0 pixels with these styles. */
    static NativeWindow open(
            String className, String title, int extendedStyle, int style, long parent, Procedure procedure)
            throws Win32Exception {
        NativeWindow window = new NativeWindow(className, procedure);
        window.register();
        window.handle = User32.CreateWindowExW(
                extendedStyle, window.className, new WString(title), style, 0, 0, 0, 0, parent, 0, window.instance, 0);
        if (window.handle == 0) {
            Win32Exception why = Win32Exception.last("making a window of class " + className);
            window.unregister();
            throw why;
        }
        return window;
    }

    private void register() throws Win32Exception {
        try (Memory name = new Memory(2L * (className.length() + 1));
                Memory windowClass = new Memory(WNDCLASSEX_SIZE)) {
            name.setWideString(0, className.toString());
            windowClass.clear();
            windowClass.setInt(0, WNDCLASSEX_SIZE);
            windowClass.setPointer(8, CallbackReference.getFunctionPointer(callback));
            windowClass.setLong(24, instance);
            windowClass.setPointer(64, name);
            if (User32.RegisterClassExW(Pointer.nativeValue(windowClass)) == 0) {
                throw Win32Exception.last("registering the window class " + className);
            }
        }
    }

    private void unregister() {
        User32.UnregisterClassW(className, instance);
        Reference.reachabilityFence(callback);
    }

    /** Its number, 0 once it is closed. */
    long handle() {
        return handle;
    }

    /** Destroys it, on the thread that made it. */
    @Override
    public void close() {
        if (handle != 0) {
            User32.DestroyWindow(handle);
            handle = 0;
            unregister();
        }
    }

    /** What Windows calls. */
    private final class Entry implements StdCallCallback {
        @SuppressWarnings("unused") // called by Windows
        public long callback(long window, int message, long wParam, long lParam) {
            Long result = null;
            try {
                result = procedure.on(window, message, wParam, lParam);
            } catch (RuntimeException | Error e) {
                // nothing may be thrown through the system's own frames
                LOG.log(Level.ERROR, "handling message " + Integer.toHexString(message) + " of " + className, e);
            }
            return result != null ? result : User32.DefWindowProcW(window, message, wParam, lParam);
        }
    }
}
