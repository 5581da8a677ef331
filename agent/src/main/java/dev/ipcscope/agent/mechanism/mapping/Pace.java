package dev.ipcscope.agent.mechanism.mapping;

import java.time.Duration;

/**
 * How long to rest between two looks: the shorter bound as long as the memory changes; then longer with each look that
 * finds nothing new, up to the longer bound. A look never takes more than half of a processor while the memory changes,
 * and a twentieth while it doesn't.
 */
final class Pace {

    /** A tap's bounds; the first is the shorter one. */
    record Bounds(Duration every, Duration idle) {}

    private static final int BUSY_SHARE = 1;
    private static final int IDLE_SHARE = 19;

    private final long every;
    private final long idle;
    private long rest;

    Pace(Bounds bounds) {
        every = bounds.every().toNanos();
        idle = bounds.idle().toNanos();
        rest = every;
    }

    /** Nanoseconds from the end of a look to the next. */
    long afterLook(boolean changed, long took) {
        rest = changed ? every : Math.min(idle, rest + Math.max(rest / 2, 1));
        return Math.max(rest - took, took * (changed ? BUSY_SHARE : IDLE_SHARE));
    }
}
