package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/**
 * The server's end of a mailslot: makes its name and reads what is written into it. Calls wait for one another; close
 * returns once a read that waits has timed out.
 *
 * <p>Reads are synchronous with a time-out instead of overlapped: an event to be reset and set for each message makes a
 * relay under Wine three times as slow.
 *
 * <p>Sources: Microsoft, CreateMailslotW, GetMailslotInfo, SetMailslotInfo, ReadFile ("Remarks: Mailslots").
 */
public final class MailslotReader implements AutoCloseable {

    private final String name;
    private final long handle;
    private final Memory count = new Memory(4);
    private boolean reading;
    private boolean closed;

    private MailslotReader(String name, long handle) {
        this.name = name;
        this.handle = handle;
    }

    /**
     * Makes a mailslot.
     *
     * @param name {@code \\.\mailslot\…}
     * @param maxMessage bytes of the largest message that writers may send, 0 for any
     * @param readTimeout how long {@link #read} waits
     * @throws Win32Exception with {@link Win32Exception#ALREADY_EXISTS} when the name is taken
     */
    public static MailslotReader create(String name, int maxMessage, Duration readTimeout, PipeSecurity security)
            throws IOException {
        long handle = MailslotFunctions.CreateMailslotW(
                new WString(name), maxMessage, (int) readTimeout.toMillis(), security.address());
        if (handle == Kernel32.INVALID_HANDLE) {
            throw Win32Exception.last("creating " + name);
        }
        return new MailslotReader(name, handle);
    }

    /**
     * Reads one message into a direct buffer's room and moves its position. The room must hold the whole message:
     * Windows leaves one that is larger where it is ({@link Win32Exception#INSUFFICIENT_BUFFER}, see {@link #next}), Wine
     * cuts it.
     *
     * @return its bytes, 0 for an empty one
     * @throws Win32Exception with {@link Win32Exception#SEM_TIMEOUT} when none came in time
     */
    public int read(ByteBuffer room) throws IOException {
        begin();
        try {
            long address = Pointer.nativeValue(Native.getDirectBufferPointer(room)) + room.position();
            if (!Kernel32.ReadFile(handle, address, room.remaining(), Pointer.nativeValue(count), 0)) {
                int error = Native.getLastError();
                if (error == Win32Exception.BROKEN_PIPE) {
                    return 0; // Wine's word for an empty message, which Windows reads as any other
                }
                throw new Win32Exception("reading from " + name, error);
            }
            int read = count.getInt(0);
            room.position(room.position() + read);
            return read;
        } finally {
            Reference.reachabilityFence(room);
            end();
        }
    }

    /** Bytes of the next message, -1 when there is none. */
    public int next() throws IOException {
        begin();
        try {
            int[] next = new int[1];
            if (!MailslotFunctions.GetMailslotInfo(handle, null, next, null, null)) {
                throw Win32Exception.last("looking into " + name);
            }
            return next[0];
        } finally {
            end();
        }
    }

    /** From the next read on only what is there already is read. */
    public void stopWaiting() throws IOException {
        begin();
        try {
            if (!MailslotFunctions.SetMailslotInfo(handle, 0)) {
                throw Win32Exception.last("setting the time-out of " + name);
            }
        } finally {
            end();
        }
    }

    /** The name. */
    public String name() {
        return name;
    }

    private synchronized void begin() throws ClosedChannelException {
        awaitEnd();
        if (closed) {
            throw new ClosedChannelException();
        }
        reading = true;
    }

    /** Waits until nobody is in a call, at most as long as a read does. */
    private synchronized void awaitEnd() {
        boolean interrupted = false;
        while (reading) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        reading = false;
        notifyAll();
    }

    /** Removes the name; what wasn't read is lost. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        awaitEnd();
        Kernel32.CloseHandle(handle);
        count.close();
    }
}
