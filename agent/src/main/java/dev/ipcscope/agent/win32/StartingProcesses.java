package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits while processes are being started. One that has no handle yet is the end of Wine 8's server when that is asked for the
 * handles of all processes in this moment: it reads past the end of the empty table, crashes, and every program of the prefix
 * hangs. That was met when several were started at once on a busy machine. Nobody can ask whether there is such a process in
 * the very moment of the question; so the question is left for when none was started since the last look.
 *
 * <p>Source: Microsoft, NtQuerySystemInformation, SYSTEM_PROCESS_INFORMATION (64-bit layout). Any number of threads.
 */
final class StartingProcesses {

    /** Where processes are started all the time, they are started at other moments than this, too. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int NAME_LENGTH = 56;
    private static final int ID = 80;

    private static Set<Long> seen = Set.of();

    private StartingProcesses() {}

    /**
     * Those there are.
     *
     * @param nameless whether one is so new that it has no name yet
     */
    record Look(Set<Long> ids, boolean nameless) {}

    /**
     * Waits until a look finds none that the look before hadn't found, two seconds at most.
     *
     * @throws IOException when the system doesn't tell
     */
    static synchronized void await() throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Look look = SystemTable.ask(Ntdll.SYSTEM_PROCESS_INFORMATION, "its processes", StartingProcesses::read);
            boolean calm = !look.nameless() && seen.containsAll(look.ids());
            seen = look.ids();
            if (calm || System.nanoTime() - deadline > 0) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Reads a table. A line that promises more than there is ends the reading. */
    static Look read(ByteBuffer processes) {
        ByteBuffer table = processes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        Set<Long> ids = new HashSet<>();
        boolean nameless = false;
        int at = table.position();
        while (at >= 0 && at <= table.limit() - ID - Long.BYTES) {
            nameless |= table.getShort(at + NAME_LENGTH) == 0;
            ids.add(table.getLong(at + ID));
            int next = table.getInt(at);
            if (next <= 0) {
                break;
            }
            at += next;
        }
        return new Look(ids, nameless);
    }
}
