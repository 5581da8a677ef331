package dev.ipcscope.agent.mechanism.mapping;

import java.util.concurrent.TimeUnit;

/**
 * When the whole memory is recorded instead of what changed: first, after a loss, when the name means another memory,
 * and then so often that a moment is rebuilt from few messages and that those left by a deletion of old ones stand
 * alone. Key frames together are never larger than the changes between them, except the one in five minutes.
 */
final class KeyFrames {

    /** After a loss key frames come at most this often: they are large, and room may be short. */
    private static final long REST = TimeUnit.SECONDS.toNanos(1);

    private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);
    private static final int MOST_CHANGES = 20_000;
    private static final int COST_OF_A_CHANGE = 64;
    private static final int LEAST_BYTES = 64 << 10;

    private boolean demanded = true;
    private long last;
    private long bytes;
    private int changes;

    KeyFrames(long mono) {
        last = mono - REST;
    }

    /** The next one is due as soon as it may be, whether something changes or not. */
    void demand() {
        demanded = true;
    }

    /** Whether one was demanded but has to wait; nothing may be recorded until then. */
    boolean mustWait(long mono) {
        return demanded && mono - last < REST;
    }

    boolean isDemanded() {
        return demanded;
    }

    /** Whether one should take the place of a change. */
    boolean isDue(long mono, long size) {
        return demanded || changes >= MOST_CHANGES || mono - last >= LONGEST || bytes >= Math.max(LEAST_BYTES, size);
    }

    void taken(long mono) {
        demanded = false;
        last = mono;
        bytes = 0;
        changes = 0;
    }

    /** A change of so many bytes was recorded instead. */
    void change(long payload) {
        changes++;
        bytes += payload + COST_OF_A_CHANGE;
    }
}
