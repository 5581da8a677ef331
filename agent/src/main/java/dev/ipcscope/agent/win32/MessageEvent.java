package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * What wakes a thread with windows: it waits for it, with or without messages, and any thread may set it. Each wait that it
 * ends resets it.
 *
 * <p>Source: Microsoft, CreateEventW, MsgWaitForMultipleObjectsEx.
 */
final class MessageEvent implements AutoCloseable {

    private final long handle;
    private final Memory handles = new Memory(Native.POINTER_SIZE);
    private boolean closed; // guarded by this

    private MessageEvent(long handle) {
        this.handle = handle;
        handles.setLong(0, handle);
    }

    /**
     * Makes one that isn't set.
     *
     * @param user for error messages
     */
    static MessageEvent open(String user) throws Win32Exception {
        long handle = Kernel32.CreateEventW(0, false, false, null);
        if (handle == 0) {
            throw Win32Exception.last("making an event for " + user);
        }
        return new MessageEvent(handle);
    }

    /** Wakes who waits, or who waits next. Does nothing when it is closed. */
    synchronized void set() {
        if (!closed) {
            Kernel32.SetEvent(handle);
        }
    }

    /** Waits at most so many milliseconds, -1 without limit. */
    void await(int millis) {
        Kernel32.WaitForSingleObject(handle, millis);
    }

    /** The same, or until messages of these kinds (QS_…) are there. */
    void awaitOrMessages(int kinds, int millis) {
        User32.MsgWaitForMultipleObjectsEx(1, Pointer.nativeValue(handles), millis, kinds, User32.MWMO_INPUTAVAILABLE);
    }

    /** By the thread that waits for it. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Kernel32.CloseHandle(handle);
        }
    }
}
