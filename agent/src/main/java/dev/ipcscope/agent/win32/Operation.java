package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * One overlapped operation at a time on a pipe end: its OVERLAPPED, its event and the wait for its end. The memory
 * lives until {@link #close()}, which is only called when no operation runs; so the kernel never writes into freed
 * memory.
 *
 * <pre>
 *  block:  0 OVERLAPPED (Internal, InternalHigh, Offset, hEvent at 24)   32 hEvent   40 stop event
 * </pre>
 */
final class Operation implements AutoCloseable {

    private static final int EVENT_IN_OVERLAPPED = 24;
    private static final int WAIT_LIST = 32;
    private static final int BLOCK_SIZE = 48;

    private final Memory block = new Memory(BLOCK_SIZE);
    private final long address = Pointer.nativeValue(block);
    private final long event;
    private final int[] count = new int[1];

    /** An operation whose waits end when {@code stop} (an event's handle) is set. */
    Operation(long stop) throws IOException {
        event = Kernel32.CreateEventW(0, true, false, null);
        if (event == 0) {
            throw Win32Exception.last("creating an event");
        }
        block.clear();
        block.setLong(WAIT_LIST, event);
        block.setLong(WAIT_LIST + 8, stop);
    }

    /** The address of a fresh OVERLAPPED, for the call that starts the operation. */
    long overlapped() {
        block.clear(WAIT_LIST);
        block.setLong(EVENT_IN_OVERLAPPED, event);
        return address;
    }

    /**
     * Waits for the operation that was just started and returns its error, 0 for none.
     *
     * @param started what the starting call returned
     * @param error its error, when it returned false
     * @throws ClosedChannelException when stopped before it was done
     */
    int finish(long handle, boolean started, int error) throws ClosedChannelException {
        if (!started && error != Win32Exception.IO_PENDING && error != Win32Exception.MORE_DATA) {
            count[0] = 0;
            return error;
        }
        boolean stopped = false;
        if (!started && error == Win32Exception.IO_PENDING) {
            stopped = Kernel32.WaitForMultipleObjects(2, address + WAIT_LIST, false, Kernel32.INFINITE) != 0;
            if (stopped) {
                Kernel32.CancelIoEx(handle, address);
            }
        }
        if (Kernel32.GetOverlappedResult(handle, address, count, true)) {
            return 0;
        }
        int result = Native.getLastError();
        if (stopped && result == Win32Exception.OPERATION_ABORTED) {
            throw new ClosedChannelException();
        }
        return result;
    }

    /**
     * Lets a moment pass.
     *
     * @throws ClosedChannelException when stopped meanwhile
     */
    void pause(int milliseconds) throws ClosedChannelException {
        if (Kernel32.WaitForSingleObject(block.getLong(WAIT_LIST + 8), milliseconds) == 0) {
            throw new ClosedChannelException();
        }
    }

    /** Bytes that the last operation moved. */
    int count() {
        return count[0];
    }

    @Override
    public void close() {
        Kernel32.CloseHandle(event);
        block.close();
    }
}
