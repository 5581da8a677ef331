package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.memory.MemoryImage;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.wire.WireItem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key frames that a new segment begins with, one of each memory that is still watched: retention deletes segments,
 * and a memory that doesn't change sends nothing by which it could be rebuilt from the others. The writer thread's.
 */
final class CarriedMemory {

    private static final System.Logger LOG = System.getLogger(CarriedMemory.class.getName());

    /** No more is carried from one segment to the next, in bytes of all memories together; the smallest come first. */
    private static final long MOST_BYTES = 64 << 20;

    private static final Filter SNAPSHOTS_AND_GAPS = filter();

    private final Map<Long, Watched> watched = new HashMap<>();

    private CarriedMemory() {}

    /** A row for the new segment. */
    record Row(Talk talk, long time, WireItem.Item item) {}

    /** What is known of one memory. */
    private static final class Watched {
        final Talk talk;

        @Nullable
        MemoryImage image = new MemoryImage();

        Object layout = List.of();
        boolean whole;
        long time;

        Watched(Talk talk) {
            this.talk = talk;
        }

        void take(Message message, InputStream payload) throws IOException {
            MemoryImage known = image;
            if (message.kind() == Kind.GAP || known == null) {
                whole = false;
                return;
            }
            Map<String, Object> attributes = message.details().attributes();
            if (isKeyFrame(message.details())) {
                whole = true;
                layout = attributes.getOrDefault(SnapshotWords.LAYOUT, List.of());
            }
            time = message.time();
            try {
                known.apply(message.details(), payload, null);
            } catch (IllegalArgumentException e) {
                image = null; // larger than what can be rebuilt
            }
        }
    }

    /**
     * The memories of open conversations as the segment leaves them; none when they can't be read.
     *
     * @param before a segment whose rows are all committed; null when there is none
     */
    static List<Row> of(@Nullable LiveSegment before, Collection<Talk> open, Readers readers) {
        try {
            return before == null ? List.of() : of(before.segment, open, readers);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Memories aren't carried on to the next segment: " + e.getMessage());
            return List.of();
        } catch (OutOfMemoryError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Memories aren't carried on to the next segment: they take more heap than is free;"
                            + " a larger -Xmx helps.");
            return List.of(); // only arrays of them were made, which are garbage by now
        }
    }

    private static List<Row> of(Segment before, Collection<Talk> open, Readers readers) throws IOException {
        CarriedMemory carried = new CarriedMemory();
        long from = Long.MAX_VALUE;
        for (Talk talk : open) {
            if (talk.channel(before.firstId, Direction.NONE, Kind.SNAPSHOT) != null) {
                carried.watched.put(talk.number(), new Watched(talk));
                from = Math.min(from, Math.max(before.firstId, talk.keyFrame));
            }
        }
        if (carried.watched.isEmpty()) {
            return List.of();
        }
        try (Search search = new Search(readers, () -> List.of(before), capture -> "")) {
            Query query = Query.all(SNAPSHOTS_AND_GAPS).withAfter(from - 1).withPayloadLimit(PayloadFile.INLINE);
            search.stream(query, message -> {
                Watched one = carried.watched.get(message.conversation().number());
                if (one != null) {
                    take(one, message, readers, before);
                }
                return true;
            });
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        return carried.rows();
    }

    /** A payload that isn't at hand as a whole is read piece by piece: a key frame is as large as the memory. */
    private static void take(Watched one, Message message, Readers readers, Segment segment) {
        try (InputStream payload = message.payload().length < PayloadFile.INLINE
                ? new ByteArrayInputStream(message.payload())
                : PayloadStream.open(readers, segment, message.id()).orElseGet(InputStream::nullInputStream)) {
            one.take(message, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Whether a snapshot tells the whole memory. */
    static boolean isKeyFrame(Details details) {
        return Boolean.TRUE.equals(details.attributes().get(SnapshotWords.KEY_FRAME));
    }

    private List<Row> rows() {
        List<Watched> bySize = new ArrayList<>(watched.values());
        bySize.removeIf(one -> one.image == null || !one.whole || one.image.unknown() > 0);
        bySize.sort(java.util.Comparator.comparingInt(CarriedMemory::size));
        List<Row> rows = new ArrayList<>();
        long bytes = 0;
        for (Watched one : bySize) {
            bytes += size(one);
            if (bytes > MOST_BYTES) {
                break;
            }
            rows.add(row(one));
        }
        return rows;
    }

    private static int size(Watched one) {
        return one.image == null ? 0 : one.image.size();
    }

    private static Row row(Watched one) {
        byte[] payload = one.image == null ? new byte[0] : one.image.copy(0, one.image.size());
        one.image = null; // two of each would be twice the heap
        Map<String, Object> attributes = new TreeMap<>(Map.of(
                SnapshotWords.SIZE, (long) payload.length, SnapshotWords.KEY_FRAME, true, SnapshotWords.CARRIED, true));
        if (one.layout instanceof List<?> lines && !lines.isEmpty()) {
            attributes.put(SnapshotWords.LAYOUT, lines);
        }
        List<Details.Range> ranges = payload.length == 0 ? List.of() : List.of(new Details.Range(0, payload.length));
        byte[] details = StoredDetails.write(new Details(null, null, ranges, attributes));
        WireItem.Item item = new WireItem.Item(
                0,
                0,
                one.talk.spoolNumber,
                Kind.SNAPSHOT,
                Direction.NONE,
                payload.length,
                ByteBuffer.wrap(payload),
                details);
        return new Row(one.talk, one.time, item);
    }

    private static Filter filter() {
        try {
            return FilterParser.parse("kind:snapshot or kind:gap");
        } catch (FilterException e) {
            throw new IllegalStateException(e);
        }
    }
}
