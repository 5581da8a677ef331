package dev.ipcscope.server.store;

import java.time.Duration;

/**
 * How much a store keeps and how it is cut into segments.
 *
 * @param maxBytes on disk; the oldest segments are deleted beyond it
 * @param maxAge segments that were last written longer ago are deleted
 * @param segmentRows messages after which a new segment begins
 * @param segmentBytes bytes of rows after which a new segment begins
 * @param payloadBytes bytes of large payloads after which a new segment begins
 * @param queueBytes payload bytes that may wait for the writer; beyond it senders are told to try again
 */
public record StoreLimits(
        long maxBytes, Duration maxAge, int segmentRows, long segmentBytes, long payloadBytes, long queueBytes) {

    private static final int PIECES = 8;
    private static final long SMALLEST = 1 << 20;

    /** 20 GB and 30 days; segments of a million messages, 256 MB of rows or 1 GB of large payloads. */
    public static final StoreLimits DEFAULT =
            new StoreLimits(20L << 30, Duration.ofDays(30), 1_000_000, 256L << 20, 1L << 30, 64L << 20);

    /** The same with another retention; what is deleted at once is at most about an eighth of it. */
    public StoreLimits keeping(long bytes, Duration age) {
        long segment = Math.max(SMALLEST, bytes / PIECES);
        return new StoreLimits(
                bytes, age, segmentRows, Math.min(segmentBytes, segment), Math.min(payloadBytes, segment), queueBytes);
    }

    /** A segment that was begun this long ago is ended, that its messages can grow too old together. */
    Duration segmentAge() {
        return maxAge.dividedBy(PIECES);
    }

    /** The same with segments of at most this many messages. */
    public StoreLimits withSegmentRows(int rows) {
        return new StoreLimits(maxBytes, maxAge, rows, segmentBytes, payloadBytes, queueBytes);
    }
}
