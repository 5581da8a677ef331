package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A server's end of a pipe that was taken out of its process, with an end of a private pipe in its place under the same
 * handle.
 *
 * <pre>
 *   client ◀── real pipe ──▶ ours (the taken end)      ours ◀── private pipe ──▶ the server, under its old handle
 * </pre>
 *
 * The process is suspended for the moment of the swap. An operation that waits on the old end at that moment goes on
 * there: a ConnectNamedPipe still returns when the client comes, and one read still gets the next message past us.
 *
 * <p>Source: Microsoft, DuplicateHandle (DUPLICATE_CLOSE_SOURCE); which number a new handle gets is undocumented, so
 * handles are made until one has the right one.
 */
public final class SwappedHandle implements AutoCloseable {

    /**
     * Held by whoever looks for a server's ends to take them, and by whoever gives one back: for a moment there are many
     * handles of it then, and two who exchange the same one would take each other's place.
     */
    public static final Object EXCHANGE = new Object();

    private static final long THIS_PROCESS = -1;
    private static final int CLOSE_SOURCE = 1;
    private static final int SAME_ACCESS = 2;
    private static final int MOST_MISSES = 4_096;
    private static final int ACCESS =
            Kernel32.PROCESS_DUP_HANDLE | Kernel32.PROCESS_SUSPEND_RESUME | Kernel32.PROCESS_QUERY_INFORMATION;

    private final String name;
    private final long process;
    private final long place;
    private final PipeShape shape;
    private final boolean synchronous;
    private final boolean inherited;
    private final int mode;
    private final PipeState.Phase phase;
    private final String privateName = "\\\\.\\pipe\\ipcscope-" + UUID.randomUUID();
    private final long real;
    private final PipeEnd first;
    private long returned;

    private SwappedHandle(HeldObject end, PipeState state, long process) throws IOException {
        this.name = end.name();
        this.process = process;
        this.place = end.handle();
        this.shape = new PipeShape(state.message(), state.access(), 1, state.outQuota(), state.inQuota());
        this.synchronous = isSynchronous();
        this.inherited = HandleScan.isInherited(end.pid(), end.handle());
        if (!synchronous && HandleScan.holdsCompletionPort(end.pid())) {
            throw new IOException(name + " is used by process " + end.pid() + " with overlapped I/O, and that process"
                    + " has a completion port: a pipe in its place couldn't be bound to the port, so the program"
                    + " would wait for ever. Tap it by a relay, pipe:FRONT=" + name);
        }
        suspend();
        try {
            this.real = take();
            PipeState now = HandleQuestions.pipe(real);
            this.phase = now == null ? state.phase() : now.phase();
            this.mode = HandleQuestions.pipeMode(real);
            this.first = putPrivate();
        } finally {
            Ntdll.NtResumeProcess(process);
        }
    }

    /**
     * Swaps a server's end.
     *
     * @param end one that a handle scan found
     * @throws IOException when the process can't be opened or uses completion ports; nothing has changed then
     */
    public static SwappedHandle take(HeldObject end, PipeState state) throws IOException {
        long process = Kernel32.OpenProcess(ACCESS, false, (int) end.pid());
        if (process == 0) {
            Win32Exception cause = Win32Exception.last("opening process " + end.pid() + " to take over " + end.name());
            throw new IOException(
                    cause.getMessage() + ": "
                            + TargetAccess.reason(ProcessTraits.of(end.pid()), ProcessTraits.ofOurselves()),
                    cause);
        }
        try {
            return new SwappedHandle(end, state, process);
        } catch (IOException e) {
            Kernel32.CloseHandle(process);
            throw e;
        }
    }

    /** What the end was doing when it was taken. */
    public PipeState.Phase phase() {
        return phase;
    }

    /** What the taken end is doing now. */
    public PipeState.Phase phaseNow() {
        PipeState state = HandleQuestions.pipe(real);
        return state == null ? PipeState.Phase.UNKNOWN : state.phase();
    }

    /** The taken end for one conversation; closing it doesn't hang up. */
    public PipeEnd forClient() throws IOException {
        long own = HandleQuestions.duplicate(THIS_PROCESS, real);
        if (own == 0) {
            throw Win32Exception.last("duplicating the taken end of " + name);
        }
        if (synchronous) {
            return new PolledPipeEnd(name, shape, own);
        }
        setMode(own, shape.message() ? Kernel32.PIPE_READMODE_MESSAGE : 0);
        return new PipeEnd(name, shape, own);
    }

    /** The connection to the server that was made with the swap; the caller's. */
    public PipeEnd first() {
        return first;
    }

    /** Connects to the server again, which listens. */
    public PipeEnd forServer() throws IOException {
        return PipeClient.connect(privateName);
    }

    /** Waits until the server listens: 0, {@link Win32Exception#SEM_TIMEOUT}, or an error when it has closed its end. */
    public int awaitServer(int milliseconds) {
        return PipeClient.await(privateName, milliseconds);
    }

    /** Throws a client out, or what is left of one. */
    public void disconnect() {
        Kernel32.DisconnectNamedPipe(real);
    }

    /**
     * Gives the server its own end back, unless it has closed its handle meanwhile. It may still wait on the private one
     * for a client; that one lives until {@link #close}.
     */
    public void giveBack() throws IOException {
        setMode(real, mode);
        synchronized (EXCHANGE) {
            exchangeBack();
        }
    }

    private void exchangeBack() throws IOException {
        suspend();
        try {
            long there = HandleQuestions.duplicate(process, place);
            boolean ours = there != 0
                    && KernelName.same(
                            KernelName.ofHandle(HandleQuestions.name(there), HeldObject.Kind.PIPE), privateName);
            Kernel32.CloseHandle(there);
            if (ours) {
                returned = take();
                if (!put(real)) {
                    put(returned);
                }
            }
        } finally {
            Ntdll.NtResumeProcess(process);
        }
    }

    /** Lets go of all: without {@link #giveBack} the client is hung up. */
    @Override
    public void close() {
        Kernel32.CloseHandle(real);
        Kernel32.CloseHandle(returned);
        Kernel32.CloseHandle(process);
    }

    private void suspend() throws IOException {
        int status = Ntdll.NtSuspendProcess(process);
        if (status < 0) {
            throw new IOException("suspending the process of " + name + ": NTSTATUS 0x" + Integer.toHexString(status));
        }
    }

    /** Puts a private end at the place, or the old one back. */
    private PipeEnd putPrivate() throws IOException {
        long server = 0;
        boolean done = false;
        try (PipeSecurity security = PipeSecurity.copyOf(real)) {
            int flags = synchronous ? 0 : Kernel32.FILE_FLAG_OVERLAPPED;
            server = PipeServer.create(privateName, shape, security, true, flags);
            PipeEnd client = PipeClient.connect(privateName);
            setMode(server, mode);
            done = put(server);
            if (!done) {
                client.close();
                throw new IOException("no handle with the number of the old one could be made for " + name
                        + ": nothing was changed; try again");
            }
            return client;
        } finally {
            Kernel32.CloseHandle(server);
            if (!done) {
                put(real);
                Kernel32.CloseHandle(real);
            }
        }
    }

    private boolean isSynchronous() throws IOException {
        long own = HandleQuestions.duplicate(process, place);
        if (own == 0) {
            throw Win32Exception.last("looking at the handle of " + name);
        }
        try {
            return HandleQuestions.isSynchronous(own);
        } finally {
            Kernel32.CloseHandle(own);
        }
    }

    private long take() throws IOException {
        long[] own = new long[1];
        if (!Kernel32.DuplicateHandle(process, place, THIS_PROCESS, own, 0, false, SAME_ACCESS | CLOSE_SOURCE)) {
            throw Win32Exception.last("taking the handle of " + name);
        }
        return own[0];
    }

    /** Makes handles in the process until one has the number of the old one, and takes the others back. */
    private boolean put(long own) {
        List<Long> misses = new ArrayList<>();
        boolean done = false;
        while (!done && misses.size() < MOST_MISSES) {
            long[] made = new long[1];
            if (!Kernel32.DuplicateHandle(THIS_PROCESS, own, process, made, 0, inherited, SAME_ACCESS)) {
                break;
            }
            done = made[0] == place;
            if (!done) {
                misses.add(made[0]);
            }
        }
        for (long miss : misses) {
            Kernel32.DuplicateHandle(process, miss, 0, null, 0, false, CLOSE_SOURCE);
        }
        return done;
    }

    private static void setMode(long handle, int mode) {
        Kernel32.SetNamedPipeHandleState(handle, new int[] {mode}, 0, 0);
    }
}
