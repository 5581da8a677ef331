package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import java.io.IOException;

/** A Windows call failed: what was tried on which object, and the error in words and number. */
public final class Win32Exception extends IOException {
    private static final long serialVersionUID = 1L;

    /** The named object doesn't exist. */
    public static final int FILE_NOT_FOUND = 2;
    /** There is no such folder, or no such machine. */
    public static final int PATH_NOT_FOUND = 3;
    /** The object is of another kind, or the handle means none. */
    public static final int INVALID_HANDLE = 6;
    /** Not permitted. */
    public static final int ACCESS_DENIED = 5;
    /** No such machine on the network. */
    public static final int BAD_NETPATH = 53;
    /** The machine shares nothing under this name. */
    public static final int BAD_NET_NAME = 67;
    /** The other end closed its handle, and everything it wrote has been read. */
    public static final int BROKEN_PIPE = 109;
    /** A wait was over before anything happened. */
    public static final int SEM_TIMEOUT = 121;
    /** The message is larger than the room for it; it is still there. */
    public static final int INSUFFICIENT_BUFFER = 122;
    /** The name is taken. */
    public static final int ALREADY_EXISTS = 183;
    /** The other end has come and gone, or is about to be gone. */
    public static final int NO_DATA = 232;
    /** All instances are in use. */
    public static final int PIPE_BUSY = 231;
    /** The server has disconnected the client. */
    public static final int PIPE_NOT_CONNECTED = 233;

    /** There is no such window, or no longer. */
    public static final int INVALID_WINDOW_HANDLE = 1400;

    static final int MORE_DATA = 234;
    static final int PIPE_CONNECTED = 535;
    static final int OPERATION_ABORTED = 995;
    static final int IO_PENDING = 997;

    private static final int FROM_SYSTEM_IGNORING_INSERTS = 0x1000 | 0x200;

    private final int code;

    /**
     * Says what failed.
     *
     * @param doing what was tried, with the object's name, for example {@code opening \\.\pipe\x}
     * @param code the error of GetLastError
     */
    public Win32Exception(String doing, int code) {
        super(doing + ": " + words(code) + " (error " + code + ")");
        this.code = code;
    }

    /** The error of the call before, which must have been the very last one on this thread. */
    static Win32Exception last(String doing) {
        return new Win32Exception(doing, Native.getLastError());
    }

    /** The error's number. */
    public int code() {
        return code;
    }

    /** Whether it only says that the other end is gone. */
    public boolean isHangUp() {
        return code == BROKEN_PIPE || code == NO_DATA || code == PIPE_NOT_CONNECTED;
    }

    /** The system's words for an error, without a full stop; {@code unknown error} when it has none. */
    public static String words(int code) {
        char[] text = new char[512];
        int length = Kernel32.FormatMessageW(FROM_SYSTEM_IGNORING_INSERTS, 0, code, 0, text, text.length, 0);
        String words = new String(text, 0, length).strip();
        if (words.endsWith(".")) {
            words = words.substring(0, words.length() - 1);
        }
        return words.isEmpty() ? "unknown error" : words;
    }
}
