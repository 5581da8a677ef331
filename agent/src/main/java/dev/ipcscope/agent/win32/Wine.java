package dev.ipcscope.agent.win32;

import com.sun.jna.NativeLibrary;

/** Whether Windows is Wine, which its ntdll.dll says (wine_get_version), for the few things that have to differ. */
public final class Wine {

    private Wine() {}

    /** Any thread, any system. */
    public static boolean runsHere() {
        return Asked.HERE;
    }

    private static boolean ask() {
        try {
            return NativeLibrary.getInstance("ntdll").getFunction("wine_get_version") != null;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static final class Asked {
        private static final boolean HERE = ask();
    }
}
