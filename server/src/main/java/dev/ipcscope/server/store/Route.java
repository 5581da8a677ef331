package dev.ipcscope.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way of a search through the segments, in the query's order: stretches that begin small, so that the first answer
 * comes soon, and leave out zones in which nothing can match. Not safe for threads.
 */
final class Route {
    /** So few rows are looked at without a plan: making one costs more. */
    private static final long FEW = 2 * Zones.ROWS;

    private static final long MOST = 16 * Zones.ROWS;

    private final List<Segment> segments;
    private final Query query;
    private final Readers readers;
    private final LongFunction<String> captureName;
    private final long first;
    private final long last;
    private int next;
    private List<Stretch> ready = List.of();
    private int readyAt;
    private long size = FEW;
    private long skipped;

    /** Through these segments, oldest first, up to the newest id committed now. */
    Route(List<Segment> segments, Query query, Readers readers, LongFunction<String> captureName) {
        this.segments = new ArrayList<>(segments);
        if (!query.ascending()) {
            java.util.Collections.reverse(this.segments);
        }
        this.query = query;
        this.readers = readers;
        this.captureName = captureName;
        Bounds bounds = Bounds.of(query.filter());
        long newest = segments.stream().mapToLong(s -> s.lastId).max().orElse(0);
        first = Math.max(bounds.idFrom(), query.after() == Long.MAX_VALUE ? query.after() : query.after() + 1);
        last = Math.min(Math.min(bounds.idTo(), newest), query.before() == Long.MIN_VALUE ? 0 : query.before() - 1);
    }

    /** The next piece of work; null at the end. */
    @Nullable
    Stretch next() throws IOException {
        while (readyAt == ready.size()) {
            if (next == segments.size()) {
                return null;
            }
            ready = through(segments.get(next++));
            readyAt = 0;
        }
        return ready.get(readyAt++);
    }

    /** Rows that needed no look, as nothing in them can match. */
    long skipped() {
        return skipped;
    }

    private List<Stretch> through(Segment segment) throws IOException {
        long from = Math.max(first, segment.firstId);
        long to = Math.min(last, segment.lastId);
        boolean captured = query.capture() == null || segment.capture == query.capture();
        if (segment.gone || !captured || from > to) {
            return List.of();
        }
        if (to - from < FEW) {
            return List.of(new Stretch(segment, null, false, from, to));
        }
        Plan plan = Plan.of(query.filter(), readers.dictionary(segment), captureName.apply(segment.capture));
        if (plan.isEmpty()) {
            skipped += to - from + 1;
            return List.of();
        }
        if (segment.sealed && plan.prefersIndex(segment.rows())) {
            return within(new Stretch(segment, plan, true, from, to), segment.zones.view());
        }
        return cut(new Stretch(segment, plan, false, from, to), segment.zones.view());
    }

    /** The stretch without the zones at both ends that can't hold a match: an index knows nothing of times. */
    private List<Stretch> within(Stretch whole, Zones.View zones) {
        Segment segment = whole.segment();
        Bounds bounds = Objects.requireNonNull(whole.plan()).bounds();
        int low = (int) ((whole.from() - segment.firstId) / Zones.ROWS);
        int high = (int) ((whole.to() - segment.firstId) / Zones.ROWS);
        while (low <= high && low < zones.size() && !zones.mayHold(low, bounds)) {
            low++;
        }
        while (low <= high && high < zones.size() && !zones.mayHold(high, bounds)) {
            high--;
        }
        long from = Math.max(whole.from(), segment.firstId + (long) low * Zones.ROWS);
        long to = Math.min(whole.to(), segment.firstId + (high + 1L) * Zones.ROWS - 1);
        skipped += whole.rows() - Math.max(0, to - from + 1);
        return from > to ? List.of() : List.of(whole.withFrom(from).withTo(to));
    }

    private List<Stretch> cut(Stretch whole, Zones.View zones) {
        if (whole.plan() == null) {
            throw new NoSuchElementException("a stretch without a plan is not cut");
        }
        Bounds bounds = whole.plan().bounds();
        List<Stretch> cut = new ArrayList<>();
        boolean up = query.ascending();
        long at = up ? whole.from() : whole.to();
        while (up ? at <= whole.to() : at >= whole.from()) {
            long edge = edge(whole.segment(), at, up);
            long zone = (at - whole.segment().firstId) / Zones.ROWS;
            long end = up ? Math.min(edge, whole.to()) : Math.max(edge, whole.from());
            if (zone < zones.size() && !zones.mayHold((int) zone, bounds)) {
                skipped += Math.abs(end - at) + 1;
            } else {
                add(
                        cut,
                        up
                                ? whole.withFrom(at).withTo(end)
                                : whole.withFrom(end).withTo(at),
                        up);
            }
            at = up ? end + 1 : end - 1;
        }
        return cut;
    }

    /** The last id, in the direction of the search, of the zone that holds this id. */
    private static long edge(Segment segment, long id, boolean up) {
        long zone = (id - segment.firstId) / Zones.ROWS;
        return up ? segment.firstId + (zone + 1) * Zones.ROWS - 1 : segment.firstId + zone * Zones.ROWS;
    }

    private void add(List<Stretch> cut, Stretch piece, boolean up) {
        Stretch before = cut.isEmpty() ? null : cut.get(cut.size() - 1);
        boolean adjoins = before != null
                && before.rows() + piece.rows() <= size
                && (up ? before.to() + 1 == piece.from() : piece.to() + 1 == before.from());
        if (before == null || !adjoins) {
            size = before == null ? size : Math.min(size * 4, MOST);
            cut.add(piece);
        } else {
            cut.set(cut.size() - 1, up ? before.withTo(piece.to()) : before.withFrom(piece.from()));
        }
    }
}
