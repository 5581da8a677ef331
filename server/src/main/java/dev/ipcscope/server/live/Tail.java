package dev.ipcscope.server.live;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.Count;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.server.store.Query;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One view's end of the store: knows up to which id it has been told, and nothing else. Used by one thread. */
final class Tail {

    /** Rows an event carries at most. */
    static final int MOST = 200;

    private static final Duration LIMIT = Duration.ofMillis(150);
    private static final long COUNT_NANOS = 20_000_000L;

    private final MessageStore store;
    private final Filter filter;
    private final long capture;
    private long cursor;

    Tail(MessageStore store, Filter filter, long capture, long cursor) {
        this.store = store;
        this.filter = filter;
        this.capture = capture;
        this.cursor = cursor;
    }

    /**
     * What came since the last tick.
     *
     * @param messages the newest, oldest first
     * @param skipped how many matching messages before them aren't here
     * @param exact whether {@code skipped} is all of them
     * @param cursor the id up to which this tells everything
     */
    record News(List<Message> messages, long skipped, boolean exact, long cursor) {}

    long capture() {
        return capture;
    }

    /** Empty when nothing new was committed. */
    Optional<News> tick(Capture now) throws IOException {
        long last = Math.min(store.lastId(), now.lastId());
        if (last <= cursor) {
            return Optional.empty();
        }
        Query query = Query.newest(filter, MOST)
                .withCapture(capture)
                .withAfter(cursor)
                .withBefore(last + 1)
                .withTimeLimit(LIMIT);
        Page page = store.page(query);
        List<Message> messages = new ArrayList<>(page.messages());
        Collections.reverse(messages);
        Skipped skipped = skipped(query, messages, page.complete(), last, now);
        cursor = last;
        return Optional.of(new News(messages, skipped.count, skipped.exact, last));
    }

    private record Skipped(long count, boolean exact) {}

    private Skipped skipped(Query query, List<Message> messages, boolean complete, long last, Capture now)
            throws IOException {
        if (complete && messages.size() < MOST) {
            return new Skipped(0, true);
        }
        if (filter.equals(Filter.ALL)) { // ids are dense in a capture
            return new Skipped(last - Math.max(cursor, now.firstId() - 1) - messages.size(), true);
        }
        long until = System.nanoTime() + COUNT_NANOS;
        Count count = store.count(query.withLimit(Long.MAX_VALUE), soFar -> System.nanoTime() < until);
        return new Skipped(Math.max(0, count.messages() - messages.size()), count.complete());
    }
}
