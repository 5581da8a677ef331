package dev.ipcscope.server.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For each {@link #ROWS} rows of a segment the bounds of their times and lengths and how many each channel has. What was
 * {@link #publish}ed is seen by readers.
 */
final class Zones {
    /** Rows in a zone. */
    static final int ROWS = 4096;

    /** Bounds by zone: time from, time to, length from, length to, four numbers each. */
    private long[] bounds = new long[4 * 8];

    private int zones;
    private int rows;
    private int[] tally = new int[64];
    private int[] touched = new int[64];
    private int touchedCount;
    private final List<int[]> done = new ArrayList<>();
    private volatile View view = new View(new long[0], List.of());

    /** What readers see: bounds, and by zone pairs of channel and count (empty when they are in the file). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record View(long[] bounds, List<int[]> counts) {
        int size() {
            return bounds.length / 4;
        }

        boolean mayHold(int zone, Bounds wanted) {
            int at = zone * 4;
            return bounds[at] <= wanted.timeTo()
                    && bounds[at + 1] >= wanted.timeFrom()
                    && bounds[at + 2] <= wanted.lengthTo()
                    && bounds[at + 3] >= wanted.lengthFrom();
        }
    }

    View view() {
        return view;
    }

    void add(int channel, long time, long length) {
        if (rows % ROWS == 0) {
            begin();
        }
        rows++;
        int at = (zones - 1) * 4;
        bounds[at] = Math.min(bounds[at], time);
        bounds[at + 1] = Math.max(bounds[at + 1], time);
        bounds[at + 2] = Math.min(bounds[at + 2], length);
        bounds[at + 3] = Math.max(bounds[at + 3], length);
        if (channel >= tally.length) {
            tally = Arrays.copyOf(tally, Math.max(channel + 1, tally.length * 2));
        }
        if (tally[channel]++ == 0) {
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, touchedCount * 2);
            }
            touched[touchedCount++] = channel;
        }
    }

    private void begin() {
        if (zones > 0) {
            done.add(pairs());
            for (int i = 0; i < touchedCount; i++) {
                tally[touched[i]] = 0;
            }
            touchedCount = 0;
        }
        if (bounds.length == zones * 4) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
        }
        int at = zones++ * 4;
        bounds[at] = Long.MAX_VALUE;
        bounds[at + 1] = Long.MIN_VALUE;
        bounds[at + 2] = Long.MAX_VALUE;
        bounds[at + 3] = Long.MIN_VALUE;
    }

    private int[] pairs() {
        int[] pairs = new int[touchedCount * 2];
        for (int i = 0; i < touchedCount; i++) {
            pairs[2 * i] = touched[i];
            pairs[2 * i + 1] = tally[touched[i]];
        }
        return pairs;
    }

    /** Lets readers see what was added. */
    void publish() {
        List<int[]> counts = new ArrayList<>(done);
        if (zones > 0) {
            counts.add(pairs());
        }
        view = new View(Arrays.copyOf(bounds, zones * 4), counts);
    }

    /** Zones of a sealed segment, whose counts are in its file. */
    static Zones sealed(long[] bounds) {
        Zones zones = new Zones();
        zones.view = new View(bounds, List.of());
        return zones;
    }
}
