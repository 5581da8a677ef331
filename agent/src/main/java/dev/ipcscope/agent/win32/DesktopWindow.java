package dev.ipcscope.agent.win32;

import com.sun.jna.WString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window that programs find by class and title, as it was when it was looked at. No window is asked anything, so none
 * can hang the look. Any thread.
 *
 * @param handle its number
 * @param pid the process that made it
 * @param className the name of its class
 * @param title may be empty
 * @param visible whether it is shown
 * @param messageOnly whether it only gets messages: FindWindow doesn't find it, FindWindowEx with HWND_MESSAGE does
 */
public record DesktopWindow(
        long handle, long pid, String className, String title, boolean visible, boolean messageOnly) {

    private static final int CLASS_NAME = 257;
    private static final int TITLE = 1024;

    /** A walk that is disturbed by windows that go away begins anew so often. */
    private static final int TRIES = 4;

    private static final WString OURS = new WString("ipcscope.proxy");

    /** All windows of the desktop and all that only get messages, the topmost first; not those that stand for others. */
    public static List<DesktopWindow> all() {
        return find(null, null).stream()
                .filter(window -> !window.standsForAnother())
                .toList();
    }

    /**
     * Those of a class, the topmost first: the order in which FindWindow takes them.
     *
     * @param className without regard to case; null for any
     * @param title without regard to case; null for any
     */
    static List<DesktopWindow> find(@Nullable String className, @Nullable String title) {
        List<DesktopWindow> found = new ArrayList<>();
        for (long parent : new long[] {0, User32.HWND_MESSAGE}) {
            for (long handle : walk(parent, wide(className), wide(title))) {
                DesktopWindow window = of(handle, parent != 0);
                if (window != null) {
                    found.add(window);
                }
            }
        }
        return found;
    }

    /** The next one can't be told when the one before has gone meanwhile. */
    private static List<Long> walk(long parent, @Nullable WString className, @Nullable WString title) {
        List<Long> handles = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            handles.clear();
            long at = 0;
            while ((at = User32.FindWindowExW(parent, at, className, title)) != 0) {
                handles.add(at);
            }
            if (handles.isEmpty() || User32.IsWindow(handles.get(handles.size() - 1))) {
                break;
            }
        }
        return handles;
    }

    private static @Nullable DesktopWindow of(long handle, boolean messageOnly) {
        int[] pid = new int[1];
        if (User32.GetWindowThreadProcessId(handle, pid) == 0) {
            return null;
        }
        char[] name = new char[CLASS_NAME];
        int length = User32.GetClassNameW(handle, name, name.length);
        return new DesktopWindow(
                handle,
                Integer.toUnsignedLong(pid[0]),
                new String(name, 0, length),
                titleOf(handle),
                User32.IsWindowVisible(handle),
                messageOnly);
    }

    /** The title that it has now; empty when it has none or is gone. */
    static String titleOf(long handle) {
        char[] text = new char[TITLE];
        return new String(text, 0, Math.max(0, User32.InternalGetWindowText(handle, text, text.length)));
    }

    /** The process of a window, null when there is no such window. */
    static @Nullable Long pidOf(long handle) {
        int[] pid = new int[1];
        return handle == 0 || User32.GetWindowThreadProcessId(handle, pid) == 0 || pid[0] == 0
                ? null
                : Integer.toUnsignedLong(pid[0]);
    }

    /** Whether it is there still. */
    public boolean exists() {
        return User32.IsWindow(handle);
    }

    /** Its number as programs print it. */
    public String number() {
        return "0x" + Long.toHexString(handle);
    }

    /** Whether it was made by a tap, of this agent or of another, to stand for another window. */
    boolean standsForAnother() {
        return User32.GetPropW(handle, OURS) != 0;
    }

    /** Says of a window of ours that it stands for another. */
    static void mark(long handle) {
        User32.SetPropW(handle, OURS, 1);
    }

    /** Takes the mark away, before the window is destroyed. */
    static void unmark(long handle) {
        User32.RemovePropW(handle, OURS);
    }

    private static @Nullable WString wide(@Nullable String text) {
        return text == null ? null : new WString(text);
    }
}
