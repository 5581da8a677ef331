package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * A pipe end that somebody else opened for synchronous I/O: Windows lets one operation at a time through, so a waiting
 * read would hold up a write. Here nothing waits in a read: the end is asked each millisecond (PIPE_NOWAIT).
 */
final class PolledPipeEnd extends PipeEnd {

    private static final int POLL_MS = 1;

    private final Object turn = new Object();
    private final int readMode;

    PolledPipeEnd(String name, PipeShape shape, long handle) throws IOException {
        super(name, shape, handle);
        readMode = shape.message() ? Kernel32.PIPE_READMODE_MESSAGE : 0;
        mode(Kernel32.PIPE_NOWAIT);
    }

    /** Waits in the call: nothing else is done with an end that has no client, and clients that wait are woken. */
    @Override
    int awaitClient(Operation operation) throws ClosedChannelException {
        mode(0);
        try {
            return super.awaitClient(operation);
        } finally {
            mode(Kernel32.PIPE_NOWAIT);
        }
    }

    @Override
    int receive(long address, int room, Operation operation) throws ClosedChannelException {
        while (true) {
            int error;
            synchronized (turn) {
                error = super.receive(address, room, operation);
            }
            if (error != Win32Exception.NO_DATA) {
                return error;
            }
            operation.pause(POLL_MS);
        }
    }

    /** Without waiting a write would leave away what doesn't fit. */
    @Override
    int send(long address, int length, Operation operation) throws ClosedChannelException {
        synchronized (turn) {
            mode(0);
            try {
                return super.send(address, length, operation);
            } finally {
                mode(Kernel32.PIPE_NOWAIT);
            }
        }
    }

    private void mode(int wait) {
        Kernel32.SetNamedPipeHandleState(handle(), new int[] {readMode | wait}, 0, 0);
    }
}
