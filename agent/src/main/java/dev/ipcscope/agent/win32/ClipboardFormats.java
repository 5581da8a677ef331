package dev.ipcscope.agent.win32;

/** Names of clipboard formats that programs registered. Any thread. */
public final class ClipboardFormats {

    private static final int NAME = 256;

    private ClipboardFormats() {}

    /** The name of a format from 0xC000 on; empty when it has none. */
    public static String registeredName(int format) {
        char[] name = new char[NAME];
        return new String(name, 0, DdeFunctions.GetClipboardFormatNameW(format, name, NAME));
    }
}
