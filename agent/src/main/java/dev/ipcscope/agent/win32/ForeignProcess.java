package dev.ipcscope.agent.win32;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A process whose pipe ends are watched. Nothing of it is kept open between two looks: a duplicate that lived longer
 * would keep a pipe in being that its owner has closed, and nobody would see the hang-up.
 */
public final class ForeignProcess implements AutoCloseable {

    private static final int SYNCHRONIZE = 0x100000;
    private static final int WAIT_OBJECT = 0;

    private static final Duration LIMIT = Duration.ofMillis(20);
    private static final int MOST_HANGING = 64;

    private final long pid;
    private final long process;
    private final Expendable expendable = new Expendable(LIMIT, MOST_HANGING);

    private ForeignProcess(long pid, long process) {
        this.pid = pid;
        this.process = process;
    }

    /**
     * What a look at a server's end told.
     *
     * @param clientPid the process at the other end, 0 when there is none or it isn't known
     */
    public record Look(PipeState state, long clientPid) {}

    /** Opens a process to look at its handles. */
    public static ForeignProcess open(long pid) throws Win32Exception {
        long process = Kernel32.OpenProcess(Kernel32.PROCESS_DUP_HANDLE | SYNCHRONIZE, false, (int) pid);
        if (process == 0) {
            throw Win32Exception.last("opening process " + pid + " to see its pipes");
        }
        return new ForeignProcess(pid, process);
    }

    /** The process's number. */
    public long pid() {
        return pid;
    }

    /** Whether it has ended. */
    public boolean hasEnded() {
        return Kernel32.WaitForSingleObject(process, 0) == WAIT_OBJECT;
    }

    /**
     * How one of its pipe ends is doing; null when that handle is closed or no pipe's, or doesn't answer in time: on
     * Windows a handle for synchronous I/O is silent while an operation of its owner runs.
     */
    public @Nullable Look look(long handle) {
        Place place = new Place(pid, handle);
        if (!expendable.takes(place)) {
            return null;
        }
        long own = HandleQuestions.duplicate(process, handle);
        return own == 0 ? null : expendable.call(place, () -> ask(own)).value();
    }

    /** Closes the handle itself: when the question hangs, nobody else can. */
    private static @Nullable Look ask(long own) {
        try {
            PipeState state = HandleQuestions.pipe(own);
            if (state == null) {
                return null;
            }
            int[] client = new int[1];
            boolean told = state.server() && Kernel32.GetNamedPipeClientProcessId(own, client);
            return new Look(state, told ? Integer.toUnsignedLong(client[0]) : 0);
        } finally {
            Kernel32.CloseHandle(own);
        }
    }

    private record Place(long pid, long handle) {}

    @Override
    public void close() {
        expendable.close();
        Kernel32.CloseHandle(process);
    }
}
