package dev.ipcscope.agent.win32;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * A window on the desktop that no other window owns as its child, as it was when it was looked at.
 *
 * @param handle of the window
 * @param pid the process that made it
 * @param tid the thread that made it
 * @param windowClass the name of its class
 */
public record TopWindow(long handle, long pid, long tid, String windowClass) {

    private static final int CLASS_NAME = 256;

    /** All of them, the topmost first: the order in which programs that look for a window find them. */
    public static List<TopWindow> all() {
        List<Long> handles = new ArrayList<>();
        DdeFunctions.WindowEnumeration each = (window, parameter) -> handles.add(window);
        DdeFunctions.EnumWindows(each, 0);
        Reference.reachabilityFence(each);
        List<TopWindow> windows = new ArrayList<>();
        for (long handle : handles) {
            TopWindow window = of(handle);
            if (window.tid != 0) {
                windows.add(window);
            }
        }
        return windows;
    }

    /** What is known of a window of any kind; pid and tid are 0 when it is gone. */
    public static TopWindow of(long handle) {
        int[] pid = new int[1];
        int tid = User32.GetWindowThreadProcessId(handle, pid);
        char[] name = new char[CLASS_NAME];
        int length = User32.GetClassNameW(handle, name, CLASS_NAME);
        return new TopWindow(
                handle, Integer.toUnsignedLong(pid[0]), Integer.toUnsignedLong(tid), new String(name, 0, length));
    }

    /** Whether there is such a window. */
    public static boolean exists(long handle) {
        return User32.IsWindow(handle);
    }

    /** Whether a window gets its texts in Unicode. */
    public static boolean isUnicode(long handle) {
        return DdeFunctions.IsWindowUnicode(handle);
    }

    /** Whether the system has noticed that its program doesn't take messages. */
    public boolean isHung() {
        return DdeFunctions.IsHungAppWindow(handle);
    }
}
