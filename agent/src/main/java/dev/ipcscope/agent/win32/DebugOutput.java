package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of OutputDebugString for one session, as a debug viewer has it: only one program can be it.
 *
 * <pre>
 *   program                                  viewer
 *   takes DBWinMutex
 *   waits for DBWIN_BUFFER_READY (10 s)  ◀── sets it when it is ready for a text
 *   writes pid and text to DBWIN_BUFFER
 *   sets DBWIN_DATA_READY                ──▶ waits for it, copies the text
 * </pre>
 *
 * <p>One thread calls {@link #await}, {@link #leave} and {@link #close}, any thread {@link #stop}. A program waits while
 * a text is copied, so between two calls nothing slow may happen. Texts of a process under a debugger go to the debugger and
 * are never seen here.
 *
 * <p>Source: Microsoft, OutputDebugString, and the SDK's sample dbmon.
 */
public final class DebugOutput implements AutoCloseable {

    /** Bytes of the buffer: a process number and a text of up to 4,092 bytes. */
    public static final int SIZE = 4096;

    private static final String BUFFER = "DBWIN_BUFFER";
    private static final int PAGE_READWRITE = 4;
    private static final int FILE_MAP_READ = 4;
    private static final int LEAVING_WAIT_MILLIS = 10;

    private final String prefix;
    private final long stop;
    private final long ready;
    private final long data;
    private final long address;
    private long section;
    private volatile boolean stopped;

    private DebugOutput(String prefix, long stop, long ready, long data, long section, long address) {
        this.prefix = prefix;
        this.stop = stop;
        this.ready = ready;
        this.data = data;
        this.section = section;
        this.address = address;
    }

    /**
     * Becomes the viewer of a session.
     *
     * @param prefix {@code Local\} or {@code Global\}
     * @throws Win32Exception {@link Win32Exception#ALREADY_EXISTS} when another program is it, 5 without the right
     */
    public static DebugOutput open(String prefix) throws IOException {
        long[] handles = new long[4];
        try {
            handles[0] = event("", null);
            handles[1] = event(prefix, "DBWIN_BUFFER_READY");
            handles[2] = event(prefix, "DBWIN_DATA_READY");
            String buffer = prefix + BUFFER;
            handles[3] = made(
                    buffer,
                    Functions.CreateFileMappingW(
                            Kernel32.INVALID_HANDLE, 0, PAGE_READWRITE, 0, SIZE, new WString(buffer)));
            long address = Functions.MapViewOfFile(handles[3], FILE_MAP_READ, 0, 0, 0);
            if (address == 0) {
                throw Win32Exception.last("mapping " + buffer);
            }
            Kernel32.SetEvent(handles[1]);
            return new DebugOutput(prefix, handles[0], handles[1], handles[2], handles[3], address);
        } catch (IOException e) {
            for (long handle : handles) {
                if (handle != 0) {
                    Kernel32.CloseHandle(handle);
                }
            }
            throw e;
        }
    }

    private static long event(String prefix, @Nullable String name) throws IOException {
        if (name == null) {
            long event = Kernel32.CreateEventW(0, false, false, null);
            return event == 0 ? made("an event", event) : event;
        }
        return made(prefix + name, Kernel32.CreateEventW(0, false, false, new WString(prefix + name)));
    }

    /** Nothing may stand between the call that made it and this. */
    private static long made(String name, long handle) throws IOException {
        int error = Native.getLastError();
        if (handle == 0) {
            throw new Win32Exception("making " + name, error);
        }
        if (error == Win32Exception.ALREADY_EXISTS) {
            Kernel32.CloseHandle(handle);
            throw new Win32Exception("making " + name, error);
        }
        return handle;
    }

    /**
     * Waits for a text.
     *
     * @param milliseconds how long at most
     * @return the whole buffer, or null when none came or this was stopped
     */
    public byte @Nullable [] await(int milliseconds) {
        if (stopped) {
            return null;
        }
        try (Memory handles = new Memory(2L * Long.BYTES)) {
            handles.setLong(0, stop);
            handles.setLong(Long.BYTES, data);
            return Kernel32.WaitForMultipleObjects(2, Pointer.nativeValue(handles), false, milliseconds) == 1
                    ? take()
                    : null;
        }
    }

    private byte[] take() {
        byte[] buffer = new Pointer(address).getByteArray(0, SIZE);
        Kernel32.SetEvent(ready); // only now may the next program write
        return buffer;
    }

    /** Ends a wait for a text at once, and all that follow. */
    public void stop() {
        stopped = true;
        Kernel32.SetEvent(stop);
    }

    /**
     * Ends being the viewer. A program that has found the buffer waits up to ten seconds for its turn when nobody gives it
     * one, and all others behind it. So the buffer's name goes first, and texts are taken until nobody has it any more.
     *
     * @param limit how long at most, for programs of which always one is inside
     * @param taker gets each buffer
     * @return whether nobody is inside any more; otherwise it may be called again
     */
    public boolean leave(Duration limit, Consumer<byte[]> taker) {
        if (section != 0) {
            Kernel32.CloseHandle(section); // our view doesn't keep the name
            section = 0;
        }
        long end = System.nanoTime() + limit.toNanos();
        boolean found;
        do {
            found = isFound();
            // Whoever had it and is done has said so before it closed its handle.
            if (Kernel32.WaitForSingleObject(data, found ? LEAVING_WAIT_MILLIS : 0) == 0) {
                taker.accept(take());
            }
        } while (found && System.nanoTime() < end);
        return !found;
    }

    private boolean isFound() {
        long handle = Functions.OpenFileMappingW(FILE_MAP_READ, false, new WString(prefix + BUFFER));
        if (handle == 0) {
            return false;
        }
        Kernel32.CloseHandle(handle);
        return true;
    }

    @Override
    public void close() {
        Functions.UnmapViewOfFile(address);
        for (long handle : new long[] {stop, ready, data, section}) {
            if (handle != 0) {
                Kernel32.CloseHandle(handle);
            }
        }
    }

    /** Of kernel32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("kernel32"));
        }

        private Functions() {}

        static native long CreateFileMappingW(
                long file, long securityAttributes, int protection, int sizeHigh, int sizeLow, WString name);

        static native long OpenFileMappingW(int access, boolean inherit, WString name);

        static native long MapViewOfFile(long section, int access, int offsetHigh, int offsetLow, long size);

        static native boolean UnmapViewOfFile(long address);
    }
}
