package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.ipcscope.agent.win32.ClipboardFunctions.Memories;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The clipboard as one thread has it open. While it is open no other program can change or read it, so it is to be closed
 * soon, by the same thread. To read a format may make its owner render it, and waits as long as the owner takes.
 *
 * <p>Sources: Microsoft, "Clipboard Operations", OpenClipboard, EnumClipboardFormats, GetClipboardData ("Delayed
 * Rendering"), GetClipboardSequenceNumber.
 */
public final class ClipboardContents implements AutoCloseable {

    private static final int NAME = 256;
    private static final long RETRY_NANOS = 10_000_000;
    private static final int WM_NULL = 0;
    private static final int SMTO_ABORTIFHUNG = 2;

    private ClipboardContents() {}

    /**
     * What of a format was read.
     *
     * @param length bytes that the owner put there
     * @param bytes the first of them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Content(long length, byte[] bytes) {}

    /**
     * Opens it; another program may have it open for a moment.
     *
     * @param millis how long to try
     * @throws Win32Exception 5 when another program had it open all the time
     */
    public static ClipboardContents open(long millis) throws Win32Exception {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!ClipboardFunctions.OpenClipboard(0)) {
            int error = Native.getLastError();
            if (System.nanoTime() >= deadline) {
                Long holder = DesktopWindow.pidOf(ClipboardFunctions.GetOpenClipboardWindow());
                throw new Win32Exception(
                        "opening the clipboard" + (holder == null ? "" : ", which process " + holder + " has open"),
                        error);
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        return new ClipboardContents();
    }

    /** The number that Windows counts up with each change; open or not. */
    public static long sequence() {
        return Integer.toUnsignedLong(ClipboardFunctions.GetClipboardSequenceNumber());
    }

    /** The window of the program that put the contents there; 0 when it gave none. Open or not. */
    public static long ownerWindow() {
        return ClipboardFunctions.GetClipboardOwner();
    }

    /** The process of that window, null when there is none. */
    public static @Nullable Long ownerPid() {
        return DesktopWindow.pidOf(ownerWindow());
    }

    /** Whether the owner takes messages, as it must to render a format; true when there is none. Open or not. */
    public static boolean ownerAnswers(int millis) {
        long owner = ownerWindow();
        return owner == 0
                || ClipboardFunctions.SendMessageTimeoutW(owner, WM_NULL, 0, 0, SMTO_ABORTIFHUNG, millis, new long[1])
                        != 0;
    }

    /** The name that a program registered for a format from 0xC000 on; empty when there is none. Open or not. */
    public static String registeredName(int format) {
        char[] name = new char[NAME];
        int length = ClipboardFunctions.GetClipboardFormatNameW(format, name, name.length);
        return new String(name, 0, Math.max(0, length));
    }

    /** The formats in the order in which the owner put them there; those that Windows makes of them come last. */
    public List<Integer> formats() {
        List<Integer> formats = new ArrayList<>();
        int format = 0;
        while ((format = ClipboardFunctions.EnumClipboardFormats(format)) != 0) {
            formats.add(format);
        }
        return formats;
    }

    /**
     * Reads a format whose handle is memory; waits for the owner when that renders it only now.
     *
     * @param most bytes to read of it
     * @throws Win32Exception when the owner didn't render it, or gave something else than memory
     */
    public Content read(int format, int most) throws Win32Exception {
        long memory = ClipboardFunctions.GetClipboardData(format);
        if (memory == 0) {
            throw Win32Exception.last("getting it from its owner");
        }
        long size = Memories.GlobalSize(memory);
        if (size == 0) {
            return new Content(0, new byte[0]);
        }
        long address = Memories.GlobalLock(memory);
        if (address == 0) {
            throw Win32Exception.last("locking its memory");
        }
        try {
            return new Content(size, new Pointer(address).getByteArray(0, (int) Math.min(size, most)));
        } finally {
            Memories.GlobalUnlock(memory);
        }
    }

    @Override
    public void close() {
        ClipboardFunctions.CloseClipboard();
    }
}
