package dev.ipcscope.agent.win32;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One end of one named-pipe connection, opened for overlapped I/O: a synchronous handle would let a waiting read hold
 * up a write.
 *
 * <p>One thread may read and another write at the same time. {@link #close()} may be called by any
 * thread: it stops both, waits until the kernel has let go of their memory and then frees it.
 */
public class PipeEnd implements AutoCloseable {

    private final String name;
    private final PipeShape shape;
    private final long handle;
    private final long stop;
    private final Operation reading;
    private @Nullable Operation writing; // made by the first write: most that listen never write
    private boolean partial;

    private int users;
    private boolean closed;
    private volatile boolean flushing;

    PipeEnd(String name, PipeShape shape, long handle) throws IOException {
        this.name = name;
        this.shape = shape;
        this.handle = handle;
        this.stop = Kernel32.CreateEventW(0, true, false, null);
        this.reading = new Operation(stop);
    }

    /** Waits for a client; returns also when it has come and gone already, as what it wrote can still be read. */
    public void accept() throws IOException {
        enter();
        try {
            int error = awaitClient(reading);
            if (error != 0 && error != Win32Exception.PIPE_CONNECTED && error != Win32Exception.NO_DATA) {
                throw new Win32Exception("waiting for a client of " + name, error);
            }
        } finally {
            leave();
        }
    }

    /**
     * Reads what is there into a direct buffer's room and moves its position, waiting for the first byte or message. A
     * result of 0 is an empty write of the other end.
     *
     * @return the number of bytes; {@link #partial()} says whether the message goes on
     * @throws Win32Exception on a hang-up or failure
     * @throws ClosedChannelException when this end was closed meanwhile
     */
    public int read(ByteBuffer room) throws IOException {
        enter();
        try {
            int error = receive(DirectBytes.address(room), room.remaining(), reading);
            partial = error == Win32Exception.MORE_DATA;
            if (error != 0 && !partial) {
                throw new Win32Exception("reading from " + name, error);
            }
            room.position(room.position() + reading.count());
            return reading.count();
        } finally {
            Reference.reachabilityFence(room);
            leave();
        }
    }

    /** Whether the last read ended in the middle of a message; for the reading thread. */
    public boolean partial() {
        return partial;
    }

    /** Bytes of the current message that are still to be read; for the reading thread. */
    public int leftOfMessage() throws IOException {
        enter();
        try {
            int[] left = new int[1];
            if (!Kernel32.PeekNamedPipe(handle, 0, 0, 0, null, left)) {
                throw Win32Exception.last("looking into " + name);
            }
            return left[0];
        } finally {
            leave();
        }
    }

    /**
     * Writes a buffer from position to limit, in message mode as one message. Returns when the kernel has it all; the
     * position stays.
     */
    public void write(ByteBuffer bytes) throws IOException {
        ByteBuffer direct = DirectBytes.of(bytes);
        int length = direct.remaining();
        enter();
        try {
            Operation writing = writing();
            int error = send(DirectBytes.address(direct), length, writing);
            if (error != 0) {
                throw new Win32Exception("writing to " + name, error);
            }
            if (writing.count() != length) {
                throw new IOException(
                        "writing to " + name + ": only " + writing.count() + " of " + length + " bytes were taken");
            }
        } finally {
            Reference.reachabilityFence(direct);
            leave();
        }
    }

    private Operation writing() throws IOException {
        Operation made = writing;
        if (made == null) {
            made = new Operation(stop);
            writing = made;
        }
        return made;
    }

    /** Waits for a client; the result is the system's error, 0 for none. */
    int awaitClient(Operation operation) throws ClosedChannelException {
        boolean done = Kernel32.ConnectNamedPipe(handle, operation.overlapped());
        return operation.finish(handle, done, done ? 0 : Native.getLastError());
    }

    /** Reads; the result is the system's error, 0 for none. */
    int receive(long address, int room, Operation operation) throws ClosedChannelException {
        boolean done = Kernel32.ReadFile(handle, address, room, 0, operation.overlapped());
        return operation.finish(handle, done, done ? 0 : Native.getLastError());
    }

    /** Writes; the result is the system's error, 0 for none. */
    int send(long address, int length, Operation operation) throws ClosedChannelException {
        boolean done = Kernel32.WriteFile(handle, address, length, 0, operation.overlapped());
        return operation.finish(handle, done, done ? 0 : Native.getLastError());
    }

    /** False once the other end is gone and everything it wrote has been read. */
    public boolean isAlive() throws ClosedChannelException {
        PipeState state = state();
        return state == null || state.isAlive();
    }

    /** How this end and its pipe are doing; null when the system doesn't tell. */
    public @Nullable PipeState state() throws ClosedChannelException {
        enter();
        try {
            return HandleQuestions.pipe(handle);
        } finally {
            leave();
        }
    }

    /** Takes on the client's user in this thread until {@link Impersonation} lets go of it. */
    boolean impersonate() throws ClosedChannelException {
        enter();
        try {
            return Impersonation.begin(handle);
        } finally {
            leave();
        }
    }

    /** The pipe's name. */
    public String name() {
        return name;
    }

    /** How the pipe is made. */
    public PipeShape shape() {
        return shape;
    }

    /** The process at the client's end, 0 when unknown. */
    public long clientPid() throws ClosedChannelException {
        return pid(Kernel32::GetNamedPipeClientProcessId);
    }

    /** The process that made the pipe, 0 when unknown. */
    public long serverPid() throws ClosedChannelException {
        return pid(Kernel32::GetNamedPipeServerProcessId);
    }

    private long pid(BiPredicate<Long, int[]> question) throws ClosedChannelException {
        enter();
        try {
            int[] pid = new int[1];
            return question.test(handle, pid) ? Integer.toUnsignedLong(pid[0]) : 0;
        } finally {
            leave();
        }
    }

    /**
     * Throws the client out as soon as it has read everything: it then sees ERROR_PIPE_NOT_CONNECTED. Waits for that;
     * returns early when the client is gone or this end is closed meanwhile.
     */
    public void flushAndDisconnect() throws ClosedChannelException {
        synchronized (this) { // or close() in between would wait for a flush that nothing ends
            enter();
            flushing = true;
        }
        try {
            // Not an overlapped call: only a disconnection ends it early, see stopUsers.
            Kernel32.FlushFileBuffers(handle);
        } finally {
            flushing = false;
            leave();
        }
        if (stopUsers()) {
            Kernel32.DisconnectNamedPipe(handle);
            free();
        }
    }

    /** Throws a client out at once and doesn't listen: opening this instance fails with ERROR_PIPE_BUSY. */
    public void dropClient() throws ClosedChannelException {
        enter();
        try {
            Kernel32.DisconnectNamedPipe(handle);
        } finally {
            leave();
        }
    }

    /** Hangs up: the other end reads what is left and then sees ERROR_BROKEN_PIPE. */
    @Override
    public void close() {
        if (stopUsers()) {
            free();
        }
    }

    private void free() {
        Kernel32.CloseHandle(handle);
        reading.close();
        Operation made = writing; // no user is left, see stopUsers
        if (made != null) {
            made.close();
        }
        Kernel32.CloseHandle(stop);
    }

    long handle() {
        return handle;
    }

    private synchronized void enter() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        users++;
    }

    private synchronized void leave() {
        users--;
        notifyAll();
    }

    /** False when somebody else closes it. The wait is short: the stop event ends every wait of the users. */
    private synchronized boolean stopUsers() {
        if (closed) {
            return false;
        }
        closed = true;
        Kernel32.SetEvent(stop);
        if (flushing) {
            Kernel32.DisconnectNamedPipe(handle);
        }
        boolean interrupted = false;
        while (users > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
