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

    /** 20 GB and 30 days; segments of a million messages, 256 MB of rows or 1 GB of large payloads. */
    public static final StoreLimits DEFAULT =
            new StoreLimits(20L << 30, Duration.ofDays(30), 1_000_000, 256L << 20, 1L << 30, 64L << 20);

    /** The same with another retention. */
    public StoreLimits keeping(long bytes, Duration age) {
        return new StoreLimits(bytes, age, segmentRows, segmentBytes, payloadBytes, queueBytes);
    }

    /** The same with segments of at most this many messages. */
    public StoreLimits withSegmentRows(int rows) {
        return new StoreLimits(maxBytes, maxAge, rows, segmentBytes, payloadBytes, queueBytes);
    }
}
