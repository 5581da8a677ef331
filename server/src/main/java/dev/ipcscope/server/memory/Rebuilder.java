package dev.ipcscope.server.memory;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.memory.MemoryImage;
import dev.ipcscope.agent.memory.Places;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a memory from its conversation: goes back to the last key frame without reading payloads, then forward from
 * it. Any thread; a call takes as long as reading the snapshots between takes. It needs little more heap than the bytes
 * that are wanted.
 */
public final class Rebuilder {

    /** A tap sends a key frame long before so many snapshots. */
    private static final int MOST_SNAPSHOTS = 200_000;

    private static final long RECENT_NANOS = 1_000_000_000L;

    /** So many bytes of a payload come with its message. */
    private static final int AT_HAND = 16 << 10;

    /** The store reads at most so much ahead. */
    private static final long READ_AHEAD = 24 << 20;

    private static final Range WHOLE = new Range(0, MemoryImage.MAX_SIZE);

    private final MessageStore store;

    /** Over this store. */
    public Rebuilder(MessageStore store) {
        this.store = store;
    }

    /** A filter that lets through the snapshots of what another filter lets through. */
    public static Filter snapshotsOf(Filter filter) {
        return filter.equals(Filter.ALL) ? parse("kind:snapshot") : parse("(" + filter + ") kind:snapshot");
    }

    /** The whole memory of a conversation; see {@link #find}. */
    public Optional<Moment> at(long conversation, When when, @Nullable Layout layout) throws IOException {
        Optional<Found> found = find(conversation, when, layout, WHOLE);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get().rebuild());
    }

    /**
     * Looks for the memory of a conversation, without reading its bytes.
     *
     * @param conversation its number
     * @param layout what the bytes mean; null for what the tap was told
     * @param window the bytes that are wanted; those that have names are rebuilt, too
     * @return nothing when the conversation has no snapshot up to then
     * @throws NotNowException in words when there isn't heap enough for it
     * @throws IllegalArgumentException in words when the memory is too large to be rebuilt
     */
    public Optional<Found> find(long conversation, When when, @Nullable Layout layout, Range window)
            throws IOException {
        Way way = back(conversation, when);
        Message last = way.last;
        if (last == null) {
            return Optional.empty();
        }
        Found found = new Found(last, way, layout == null ? way.layout() : layout, window);
        HeapRoom.demand(found.needed(), found.what());
        return Optional.of(found);
    }

    /** A memory that can be rebuilt. */
    public final class Found {
        private final Message last;
        private final Way way;
        private final Layout layout;
        private final int size;
        private final int named;
        private final Range window;

        private Found(Message last, Way way, Layout layout, Range wanted) {
            this.last = last;
            this.way = way;
            this.layout = layout;
            size = way.largest();
            named = Math.min(layout.end(), size);
            long from = Math.min(wanted.offset(), size);
            window = new Range(from, Math.min(wanted.length(), size - from));
        }

        /** Bytes of heap: what is kept, a bit a byte for each set of places, what is read ahead. */
        private long needed() {
            long sets = way.keyFrame == null ? 3 : 2;
            long known = 3L * named; // as they are, as they were, and for the values
            return window.length() + known + sets * size / 8 + Math.min(READ_AHEAD, way.bytes);
        }

        private String what() {
            String part = window.length() < size ? " of its " + size : "";
            return "to rebuild " + window.length() + part + " bytes of "
                    + last.conversation().endpoint();
        }

        /**
         * Rebuilds it, one after the other.
         *
         * @throws NotNowException in words when there isn't heap enough for it, or another one takes too long
         */
        public Moment rebuild() throws IOException {
            return HeapRoom.alone(needed(), what(), this::moment);
        }

        private Moment moment() throws IOException {
            long conversation = last.conversation().number();
            MemoryImage image = new MemoryImage(List.of(window, new Range(0, named)), named);
            Places recent = new Places(size);
            Places changed = new Places(size);
            Query forward = snapshots(conversation)
                    .withAfter(way.start - 1)
                    .withBefore(last.id() + 1)
                    .withPayloadLimit(AT_HAND);
            try {
                store.stream(forward, message -> {
                    boolean first = message.id() == way.start;
                    boolean late = message.time() > last.time() - RECENT_NANOS;
                    apply(message, image, first ? null : message.id() == last.id() ? changed : late ? recent : null);
                    return true;
                });
            } catch (UncheckedIOException e) {
                throw new IOException(e.getMessage(), e);
            }
            return new Moment(
                    last,
                    image,
                    changed,
                    recent,
                    layout,
                    way.doubt(),
                    holders(conversation, last.id()),
                    neighbour(snapshots(conversation).withAscending(false).withBefore(last.id())),
                    neighbour(snapshots(conversation).withAfter(last.id())));
        }
    }

    /** A payload that isn't at hand as a whole is read piece by piece: a key frame is as large as the memory. */
    private void apply(Message message, MemoryImage image, @Nullable Places changed) {
        try (InputStream payload = message.payload().length < AT_HAND
                ? new ByteArrayInputStream(message.payload())
                : store.payload(message.id()).orElseGet(InputStream::nullInputStream)) {
            image.apply(message.details(), payload, changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private Way back(long conversation, When when) throws IOException {
        Way way = new Way();
        Query query = query("conversation:" + conversation + " (kind:snapshot or kind:gap or kind:close)")
                .withAscending(false)
                .withLimit(MOST_SNAPSHOTS)
                .withPayloadLimit(0);
        if (when.id() < Long.MAX_VALUE) {
            query = query.withBefore(when.id() + 1);
        }
        // Times of a conversation ascend, so what is younger than the moment comes first.
        store.stream(query, message -> message.time() > when.nanos() || way.take(message));
        return way;
    }

    /** The first of these that is no copy which the store made of what it knew. */
    private long neighbour(Query query) throws IOException {
        long[] found = {0};
        store.stream(query.withPayloadLimit(0), message -> {
            found[0] = isCopy(message) ? 0 : message.id();
            return found[0] == 0;
        });
        return found[0];
    }

    private static boolean isCopy(Message message) {
        return Boolean.TRUE.equals(message.details().attributes().get(SnapshotWords.CARRIED));
    }

    private List<Moment.Holder> holders(long conversation, long before) throws IOException {
        List<Moment.Holder> holders = new ArrayList<>();
        Predicate<Message> take = message -> {
            if (!(message.details().attributes().get(SnapshotWords.HOLDERS) instanceof List<?> list)) {
                return true;
            }
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> map && map.get("pid") instanceof Number pid) {
                    String name = String.valueOf(map.get("name"));
                    holders.add(new Moment.Holder(pid.longValue(), name, "write".equals(map.get("access"))));
                }
            }
            return false;
        };
        Query events = query("conversation:" + conversation + " kind:event").withPayloadLimit(0);
        store.stream(events.withAscending(false).withBefore(before), take);
        if (holders.isEmpty()) {
            store.stream(events.withAfter(before), take); // the first look at processes comes after the first snapshot
        }
        return holders;
    }

    private static Query snapshots(long conversation) {
        return query("conversation:" + conversation + " kind:snapshot");
    }

    private static Query query(String filter) {
        return Query.all(parse(filter));
    }

    private static Filter parse(String filter) {
        try {
            return FilterParser.parse(filter);
        } catch (FilterException e) {
            throw new IllegalStateException("the filter language doesn't know " + filter, e);
        }
    }
}
