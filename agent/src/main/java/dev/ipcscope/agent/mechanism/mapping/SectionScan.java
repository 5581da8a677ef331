package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One look at the handles of all processes for all taps, since it takes some tenths of a second. Any thread.
 *
 * <p>Who has just begun to ask gets a fresh answer; who has asked for long gets one that may be so old that looking
 * takes a fifth of a percent of a processor.
 */
final class SectionScan {

    private static final long SETTLED_NANOS = Duration.ofSeconds(8).toNanos();
    private static final int RESTS = 500;

    private static final Object LOCK = new Object();
    private static @Nullable HandleScan last; // these are guarded by LOCK
    private static long taken;
    private static long took;

    private SectionScan() {}

    /** The handles of sections, seen not longer ago than this. */
    static HandleScan notOlderThan(Duration age) throws IOException {
        synchronized (LOCK) {
            HandleScan known = last;
            if (known != null && System.nanoTime() - taken <= most(age.toNanos(), took)) {
                return known;
            }
            long start = System.nanoTime();
            HandleScan fresh = HandleScan.of(HeldObject.Kind.SECTION);
            taken = System.nanoTime();
            took = taken - start;
            last = fresh;
            return fresh;
        }
    }

    /** How old an answer may be for who asks at this interval, when a look takes so long. */
    static long most(long interval, long took) {
        return interval < SETTLED_NANOS ? interval : Math.max(interval, took * RESTS);
    }
}
