package dev.ipcscope.agent.mechanism.mapping;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long to rest between two looks: the shorter bound as long as the memory changes; then longer with each look that
 * finds nothing new, up to the longer bound. A look never takes more than half of a processor while the memory changes,
 * and a twentieth while it doesn't, unless that would make a rest longer than {@link #MOST_FOR_COST}.
 *
 * <p>What a look takes is the least of the last few: one that met a busy machine says nothing about the next, and a long
 * rest after it would miss what is written meanwhile.
 */
final class Pace {

    /** A tap's bounds; the first is the shorter one. */
    record Bounds(Duration every, Duration idle) {}

    private static final int BUSY_SHARE = 1;
    private static final int IDLE_SHARE = 19;
    private static final int LOOKS = 4;

    /** Nanoseconds that a rest may be longer than its bound at most, since looks are costly. */
    static final long MOST_FOR_COST = TimeUnit.SECONDS.toNanos(5);

    private final long every;
    private final long idle;
    private final long[] taken = new long[LOOKS];
    private int next;
    private long rest;

    Pace(Bounds bounds) {
        every = bounds.every().toNanos();
        idle = bounds.idle().toNanos();
        rest = every;
        Arrays.fill(taken, Long.MAX_VALUE);
    }

    /** Nanoseconds from the end of a look to the next. */
    long afterLook(boolean changed, long took) {
        rest = changed ? every : Math.min(idle, rest + Math.max(rest / 2, 1));
        taken[next] = took;
        next = (next + 1) % LOOKS;
        long least = took;
        for (long one : taken) {
            least = Math.min(least, one);
        }
        return Math.max(rest - took, Math.min(least * (changed ? BUSY_SHARE : IDLE_SHARE), MOST_FOR_COST));
    }
}
