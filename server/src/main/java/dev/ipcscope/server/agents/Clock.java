package dev.ipcscope.server.agents;

import org.jspecify.annotations.Nullable;

/**
 * The offset of an agent's clock from ours, from round trips: the agent's answer is taken to have been given in the
 * middle, which is right to within half the trip (as in NTP, RFC 5905, section 8). Of the last trips the shortest
 * counts.
 */
final class Clock {

    private static final int TRIPS = 8;

    private final long[] offsets = new long[TRIPS];
    private final long[] errors = new long[TRIPS];
    private int measured;

    synchronized void measured(long sent, long received, long theirs) {
        int at = measured++ % TRIPS;
        offsets[at] = theirs - (sent + (received - sent) / 2);
        errors[at] = Math.max(0, (received - sent) / 2);
    }

    synchronized @Nullable Long offset() {
        return measured == 0 ? null : offsets[best()];
    }

    synchronized long error() {
        return measured == 0 ? 0 : errors[best()];
    }

    private int best() {
        int best = 0;
        for (int i = 1; i < Math.min(TRIPS, measured); i++) {
            if (errors[i] < errors[best]) {
                best = i;
            }
        }
        return best;
    }
}
