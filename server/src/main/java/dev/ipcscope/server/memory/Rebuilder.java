package dev.ipcscope.server.memory;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.layout.LayoutException;
import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.memory.MemoryImage;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.format.Times;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a memory from its conversation: goes back to the last key frame without reading payloads, then forward from
 * it. Any thread; a call takes as long as reading the snapshots between takes.
 */
public final class Rebuilder {

    /** A tap sends a key frame long before so many snapshots. */
    private static final int MOST_SNAPSHOTS = 200_000;

    private static final long RECENT_NANOS = 1_000_000_000L;

    private final MessageStore store;

    /** Over this store. */
    public Rebuilder(MessageStore store) {
        this.store = store;
    }

    /** A filter that lets through the snapshots of what another filter lets through. */
    public static Filter snapshotsOf(Filter filter) {
        return filter.equals(Filter.ALL) ? parse("kind:snapshot") : parse("(" + filter + ") kind:snapshot");
    }

    /**
     * The memory of a conversation.
     *
     * @param conversation its number
     * @param layout what the bytes mean; null for what the tap was told
     * @return nothing when the conversation has no snapshot up to then
     * @throws IllegalArgumentException in words when the memory is too large to be rebuilt
     */
    public Optional<Moment> at(long conversation, When when, @Nullable Layout layout) throws IOException {
        Way way = back(conversation, when);
        Message last = way.last;
        if (last == null) {
            return Optional.empty();
        }
        MemoryImage image = new MemoryImage();
        List<Range> recent = new ArrayList<>();
        Query forward = snapshots(conversation).withAfter(way.start - 1).withBefore(last.id() + 1);
        store.stream(forward, m -> {
            image.apply(m.details(), m.payload());
            if (m.time() > last.time() - RECENT_NANOS && m.id() > way.start && m.id() < last.id()) {
                recent.addAll(image.changed());
            }
            return true;
        });
        return Optional.of(new Moment(
                last,
                image,
                way.start == last.id() ? List.of() : image.changed(),
                recent,
                layout == null ? way.layout() : layout,
                way.doubt(),
                holders(conversation, last.id()),
                neighbour(snapshots(conversation).withAscending(false).withBefore(last.id())),
                neighbour(snapshots(conversation).withAfter(last.id()))));
    }

    /** From where to where, and what lies between. */
    private static final class Way {
        @Nullable
        Message last;

        @Nullable
        Message keyFrame;

        long start;
        long lost;
        boolean gap;
        String error = "";

        boolean take(Message message) {
            if (message.kind() == Kind.CLOSE) {
                error = "The conversation ended at " + Times.utc(message.time()) + ": what came after wasn’t seen.";
                return true;
            }
            if (message.kind() == Kind.GAP) {
                Details.Gap told = message.details().gap();
                gap |= keyFrame == null;
                lost += keyFrame != null || told == null || told.count() == null ? 0 : told.count();
                return true;
            }
            last = last == null ? message : last;
            start = message.id();
            if (!Boolean.TRUE.equals(message.details().attributes().get(SnapshotWords.KEY_FRAME))) {
                return true;
            }
            keyFrame = keyFrame == null ? message : keyFrame;
            return message == last; // one more, to tell what this one changed
        }

        String doubt() {
            if (keyFrame == null) {
                return "There is no snapshot of the whole memory before: what didn’t change since the oldest one is"
                        + " unknown.";
            }
            return gap
                    ? (lost == 0 ? "Snapshots" : lost + " snapshots")
                            + " were lost since the last one of the whole memory:" + " some bytes may have been others."
                    : error;
        }

        Layout layout() {
            Object lines =
                    keyFrame == null ? null : keyFrame.details().attributes().get(SnapshotWords.LAYOUT);
            if (!(lines instanceof List<?> list)) {
                return Layout.NONE;
            }
            try {
                return LayoutFile.parse(
                        String.join("\n", list.stream().map(String::valueOf).toList()));
            } catch (LayoutException e) {
                error = "The layout stored with the memory can’t be read: " + e.getMessage();
                return Layout.NONE;
            }
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
