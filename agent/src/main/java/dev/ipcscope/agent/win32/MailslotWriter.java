package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * A writer's end of a mailslot, of this machine or another. One thread at a time. It belongs to one life of the mailslot:
 * when its reader has closed it and made it anew, this end still writes into the old one, on Windows with an error, under
 * Wine without one.
 *
 * <p>Sources: Microsoft, "Writing to a Mailslot", CreateFileW ("Mailslots"), "Mailslot Names".
 */
public final class MailslotWriter implements AutoCloseable {

    private final String name;
    private final long handle;
    private final Memory count = new Memory(4);

    private MailslotWriter(String name, long handle) {
        this.name = name;
        this.handle = handle;
    }

    /**
     * Opens a mailslot beside its other writers.
     *
     * @param name {@code \\.\mailslot\x}, {@code \\host\mailslot\x}, {@code \\domain\mailslot\x} or {@code \\*\mailslot\x}
     * @throws Win32Exception with {@link Win32Exception#FILE_NOT_FOUND} when nobody reads it; one of another machine
     *     isn't looked for before a message is sent, if then
     */
    public static MailslotWriter open(String name) throws IOException {
        long handle = open(name, Kernel32.GENERIC_WRITE | MailslotFunctions.READ_CONTROL);
        if (handle == Kernel32.INVALID_HANDLE && Native.getLastError() == Win32Exception.ACCESS_DENIED) {
            handle = open(name, Kernel32.GENERIC_WRITE);
        }
        if (handle == Kernel32.INVALID_HANDLE) {
            throw Win32Exception.last("opening " + name);
        }
        return new MailslotWriter(name, handle);
    }

    /** Whether somebody reads it at this moment; any error but "not found" counts as yes. */
    public static boolean exists(String name) {
        long handle = open(name, Kernel32.GENERIC_WRITE);
        if (handle == Kernel32.INVALID_HANDLE) {
            return Native.getLastError() != Win32Exception.FILE_NOT_FOUND;
        }
        Kernel32.CloseHandle(handle);
        return true;
    }

    private static long open(String name, int access) {
        return Kernel32.CreateFileW(
                new WString(name),
                access,
                MailslotFunctions.FILE_SHARE_READ | MailslotFunctions.FILE_SHARE_WRITE,
                0,
                Kernel32.OPEN_EXISTING,
                0,
                0);
    }

    /** Writes a direct buffer from position to limit as one message; the position stays. Waits while the mailslot is full. */
    public void write(ByteBuffer direct) throws IOException {
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(direct)) + direct.position();
        try {
            if (!Kernel32.WriteFile(handle, address, direct.remaining(), Pointer.nativeValue(count), 0)) {
                throw Win32Exception.last("writing to " + name);
            }
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /** Who may open it; the system's default when that can't be read. */
    public PipeSecurity security() {
        return PipeSecurity.copyOf(handle);
    }

    @Override
    public void close() {
        Kernel32.CloseHandle(handle);
        count.close();
    }
}
