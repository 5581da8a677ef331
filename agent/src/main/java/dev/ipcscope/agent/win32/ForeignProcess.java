package dev.ipcscope.agent.win32;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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
    private static final int ASKERS = 4;

    private final long pid;
    private final long process;

    /**
     * Threads that ask. Wine's server answers each thread once a round, so that on a busy machine four are four times as
     * quick as one.
     */
    private final List<Expendable> askers = Stream.generate(() -> new Expendable(LIMIT, MOST_HANGING))
            .limit(ASKERS)
            .toList();

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
     * How some of its pipe ends are doing, by handle; empty: that handle is closed or no pipe's. One that isn't there doesn't
     * answer in time: on Windows a handle for synchronous I/O is silent while an operation of its owner runs.
     */
    public Map<Long, Optional<Look>> look(Collection<Long> handles) {
        List<Place> places =
                handles.stream().map(handle -> new Place(pid, handle)).toList();
        Map<Long, Optional<Look>> looks = new ConcurrentHashMap<>();
        Together.each(
                Together.shares(places, ASKERS),
                (share, number) -> askers.get(number)
                        .callAll(share, this::ask)
                        .forEach((place, answer) -> looks.put(place.handle(), Optional.ofNullable(answer.value()))));
        return looks;
    }

    /** Closes the duplicate itself: when the question hangs, nobody else can. */
    private @Nullable Look ask(Place place) {
        long own = HandleQuestions.duplicate(process, place.handle());
        if (own == 0) {
            return null;
        }
        try {
            PipeState state = HandleQuestions.pipe(own);
            if (state == null) {
                return null;
            }
            int[] client = new int[1];
            boolean told = state.server()
                    && state.phase() == PipeState.Phase.CONNECTED
                    && Kernel32.GetNamedPipeClientProcessId(own, client);
            return new Look(state, told ? Integer.toUnsignedLong(client[0]) : 0);
        } finally {
            Kernel32.CloseHandle(own);
        }
    }

    private record Place(long pid, long handle) {}

    @Override
    public void close() {
        askers.forEach(Expendable::close);
        Kernel32.CloseHandle(process);
    }
}
