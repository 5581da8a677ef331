package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.InetTable.End;
import dev.ipcscope.agent.process.InetTable.Row;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Something to find out, its answer, and when to look for it next. The times are used by one thread after it was put into
 * the queue.
 */
final class Question extends CompletableFuture<ProcessInfo> implements Delayed {
    /** Not accepted yet, or just being handed to a child process: looked for again after these. */
    private static final int[] RETRY_MILLIS = {10, 40, 150, 500, 1300};

    /** The thorough search is the dearer one: those that are over by then don't need it. */
    private static final long FIRST_NANOS = 20_000_000;

    final Asked asked;
    private int attempts;
    private long due = System.nanoTime() + FIRST_NANOS;
    private volatile long @Nullable [] likely;
    private boolean looking;
    private boolean over;
    private ProcessInfo seen = ProcessInfo.UNKNOWN;

    Question(Asked asked) {
        this.asked = asked;
    }

    /** It is a server's socket, on which it has spoken. */
    void spoke(long pid) {
        likely = pid < 1 ? new long[0] : new long[] {pid};
    }

    /** Who may hold a server's socket, most likely; null for the socket of a client. */
    long @Nullable [] likely() {
        return likely;
    }

    /** Somebody is about to take a quick look; false when it is too late for that. */
    synchronized boolean beginLook() {
        boolean begun = !looking && !over && !isDone();
        looking |= begun;
        return begun;
    }

    /** What the quick look saw: the answer if the socket is closed by now, else only until the thorough search. */
    synchronized void looked(ProcessInfo holder) {
        looking = false;
        seen = holder;
        if (over) {
            complete(holder);
        }
    }

    /** The socket is closed: what was seen, also by a look that is just being taken, is all there will be. */
    synchronized void end() {
        over = true;
        if (!looking) {
            complete(seen);
        }
    }

    synchronized boolean isOver() {
        return over;
    }

    /** What the quick look saw; unknown when it saw nothing. */
    synchronized ProcessInfo seen() {
        return seen;
    }

    /** What is asked. */
    sealed interface Asked {}

    /** Who has this TCP socket. */
    record Tcp(End local, End remote) implements Asked {
        /** The inode; 0 when the socket isn't there or nobody's. */
        long inode(List<Row> rows) {
            for (Row row : rows) {
                if (!row.listening()
                        && row.local().equals(local)
                        && row.remote().equals(remote)) {
                    return row.inode();
                }
            }
            return 0;
        }
    }

    /** Who has this UDP socket. */
    record Udp(End local, @Nullable End remote) implements Asked {
        /** The inode of the best match; 0 when there is none or several are as good (SO_REUSEPORT). */
        long inode(List<Row> rows) {
            long best = 0;
            int bestRank = 0;
            for (Row row : rows) {
                int rank = rank(row);
                if (rank > bestRank) {
                    bestRank = rank;
                    best = row.inode();
                } else if (rank == bestRank && rank > 0 && row.inode() != best) {
                    best = 0;
                }
            }
            return best;
        }

        private int rank(Row row) {
            boolean exact = row.local().equals(local);
            if (row.local().port() != local.port() || !exact && !row.local().isAny()) {
                return 0;
            }
            if (row.remote().port() == 0) {
                return exact ? 2 : 1;
            }
            return remote != null && !row.remote().equals(remote) ? 0 : exact ? 4 : 3;
        }
    }

    /** Who has the socket of this inode. */
    record Inode(LongSupplier inode) implements Asked {}

    /** Who is this. */
    record Pid(long pid) implements Asked {}

    /** Sets the time for another look; false when there were enough. */
    boolean again() {
        if (attempts == RETRY_MILLIS.length) {
            return false;
        }
        due = System.nanoTime() + RETRY_MILLIS[attempts++] * 1_000_000L;
        return true;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.signum(due - ((Question) other).due);
    }
}
