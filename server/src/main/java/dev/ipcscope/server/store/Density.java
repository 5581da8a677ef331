package dev.ipcscope.server.store;

import java.util.List;
import java.util.Map;

/**
 * How messages spread over time.
 *
 * @param from Unix ns where the first bucket begins
 * @param width ns of each bucket
 * @param buckets messages by mechanism id, and the gaps in it
 */
public record Density(long from, long width, List<Bucket> buckets) {
    /** Copies the list. */
    public Density {
        buckets = List.copyOf(buckets);
    }

    /** One bucket: messages by mechanism without the gap records, and how many of those. */
    public record Bucket(Map<String, Long> messages, long gaps) {}
}
