package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.io.IOException;
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
 * <p>One thread calls {@link #await}, any thread {@link #close}. A program waits while a text is copied, so between two
 * calls nothing slow may happen. Texts of a process under a debugger go to the debugger and are never seen here.
 *
 * <p>Source: Microsoft, OutputDebugString, and the SDK's sample dbmon.
 */
public final class DebugOutput implements AutoCloseable {

    /** Bytes of the buffer: a process number and a text of up to 4,092 bytes. */
    public static final int SIZE = 4096;

    private static final int PAGE_READWRITE = 4;
    private static final int FILE_MAP_READ = 4;

    private final Object lock = new Object();
    private final long stop;
    private final long ready;
    private final long data;
    private final long section;
    private final long address;
    private boolean stopped; // guarded by lock
    private boolean waiting; // guarded by lock

    private DebugOutput(long stop, long ready, long data, long section, long address) {
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
            String buffer = prefix + "DBWIN_BUFFER";
            handles[3] = made(
                    buffer,
                    Functions.CreateFileMappingW(
                            Kernel32.INVALID_HANDLE, 0, PAGE_READWRITE, 0, SIZE, new WString(buffer)));
            long address = Functions.MapViewOfFile(handles[3], FILE_MAP_READ, 0, 0, 0);
            if (address == 0) {
                throw Win32Exception.last("mapping " + buffer);
            }
            Kernel32.SetEvent(handles[1]);
            return new DebugOutput(handles[0], handles[1], handles[2], handles[3], address);
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
     * @return the whole buffer, or null when none came or this was closed
     */
    public byte @Nullable [] await(int milliseconds) {
        synchronized (lock) {
            if (stopped) {
                return null;
            }
            waiting = true;
        }
        try (Memory handles = new Memory(2L * Long.BYTES)) {
            handles.setLong(0, stop);
            handles.setLong(Long.BYTES, data);
            if (Kernel32.WaitForMultipleObjects(2, Pointer.nativeValue(handles), false, milliseconds) != 1) {
                return null;
            }
            byte[] buffer = new Pointer(address).getByteArray(0, SIZE);
            Kernel32.SetEvent(ready); // only now may the next program write
            return buffer;
        } finally {
            synchronized (lock) {
                waiting = false;
                lock.notifyAll();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (stopped) {
                return;
            }
            stopped = true;
            Kernel32.SetEvent(stop);
            boolean interrupted = false;
            while (waiting) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        Functions.UnmapViewOfFile(address);
        for (long handle : new long[] {stop, ready, data, section}) {
            Kernel32.CloseHandle(handle);
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

        static native long MapViewOfFile(long section, int access, int offsetHigh, int offsetLow, long size);

        static native boolean UnmapViewOfFile(long address);
    }
}
