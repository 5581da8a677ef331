package dev.ipcscope.agent.win32;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A window of ours. Windows binds it to the thread that makes it: that thread alone gets its messages and may close it,
 * and it must pump messages ({@link MessageLoop}).
 *
 * <p>Source: Microsoft, CreateWindowExW, "Window Procedures".
 */
final class NativeWindow implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(NativeWindow.class.getName());

    private final String className;
    private final Procedure procedure;
    private volatile long handle;

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
        this.className = className;
        this.procedure = procedure;
    }

    /** Makes one that only gets messages: it is unseen, and no other program finds it by walking the desktop. */
    static NativeWindow forMessages(String className, Procedure procedure) throws Win32Exception {
        return open(className, "", 0, 0, User32.HWND_MESSAGE, procedure);
    }

    /** Makes one of 0 by 0 pixels with these styles. */
    static NativeWindow open(
            String className, String title, int extendedStyle, int style, long parent, Procedure procedure)
            throws Win32Exception {
        NativeWindow window = new NativeWindow(className, procedure);
        window.handle = WindowClass.window(window, className, title, extendedStyle, style, parent);
        return window;
    }

    /** Its number, 0 once it is closed. */
    long handle() {
        return handle;
    }

    /** Destroys it, on the thread that made it. */
    @Override
    public void close() {
        long closing = handle;
        if (closing != 0) {
            handle = 0;
            WindowClass.destroy(closing, className);
        }
    }

    /** Takes a message; nothing may be thrown through the system's own frames. */
    @Nullable
    Long take(long window, int message, long wParam, long lParam) {
        try {
            return procedure.on(window, message, wParam, lParam);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "handling message " + Integer.toHexString(message) + " of " + className, e);
            return null;
        }
    }
}
