package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which messages, in which order, how many.
 *
 * @param filter what is let through
 * @param capture the number of a capture, or null for all
 * @param after only ids greater than this; 0 for all
 * @param before only ids less than this; {@link Long#MAX_VALUE} for all
 * @param ascending oldest first; otherwise newest first
 * @param limit at most this many messages
 * @param payloadLimit bytes of each payload that are needed; the message's payload may be cut to it
 * @param timeLimit when a page is handed out although the search isn't at its end
 */
public record Query(
        Filter filter,
        @Nullable Long capture,
        long after,
        long before,
        boolean ascending,
        long limit,
        int payloadLimit,
        Duration timeLimit) {

    /** Everything that the filter lets through, ascending, whole payloads, no limit. */
    public static Query all(Filter filter) {
        return new Query(
                filter, null, 0, Long.MAX_VALUE, true, Long.MAX_VALUE, Integer.MAX_VALUE, Duration.ofDays(365));
    }

    /** The newest messages, payloads cut for a table row. */
    public static Query newest(Filter filter, int limit) {
        return new Query(filter, null, 0, Long.MAX_VALUE, false, limit, 512, Duration.ofMillis(150));
    }

    /** The same from after this id on. */
    public Query withAfter(long id) {
        return new Query(filter, capture, id, before, ascending, limit, payloadLimit, timeLimit);
    }

    /** The same up to before this id. */
    public Query withBefore(long id) {
        return new Query(filter, capture, after, id, ascending, limit, payloadLimit, timeLimit);
    }

    /** The same within one capture. */
    public Query withCapture(@Nullable Long number) {
        return new Query(filter, number, after, before, ascending, limit, payloadLimit, timeLimit);
    }

    /** The same in this order. */
    public Query withAscending(boolean oldestFirst) {
        return new Query(filter, capture, after, before, oldestFirst, limit, payloadLimit, timeLimit);
    }

    /** The same with at most this many. */
    public Query withLimit(long most) {
        return new Query(filter, capture, after, before, ascending, most, payloadLimit, timeLimit);
    }

    /** The same with so many bytes of each payload. */
    public Query withPayloadLimit(int most) {
        return new Query(filter, capture, after, before, ascending, limit, most, timeLimit);
    }

    /** The same with this time limit. */
    public Query withTimeLimit(Duration most) {
        return new Query(filter, capture, after, before, ascending, limit, payloadLimit, most);
    }
}
