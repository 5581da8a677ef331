package dev.ipcscope.server.store;

import dev.ipcscope.agent.linux.Scheduling;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.filter.Sql;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Pages, streams and counts: follows a {@link Route}, two stretches at a time once the first brought too little. */
final class Search implements AutoCloseable {
    private static final int THREADS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
    private static final long REPORT_NANOS = 100_000_000;

    private final Readers readers;
    private final Supplier<List<Segment>> segments;
    private final LongFunction<String> captureName;
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS, work -> {
        Thread made = new Thread(Scheduling.givingWay(work), "store-reader");
        made.setDaemon(true);
        return made;
    });

    Search(Readers readers, Supplier<List<Segment>> segments, LongFunction<String> captureName) {
        this.readers = readers;
        this.segments = segments;
        this.captureName = captureName;
    }

    /** A stretch whose rows are being read, or will be by who asks. */
    private record Pending(Stretch stretch, @Nullable Future<Rows> rows) {}

    Page page(Query query) throws IOException {
        List<Message> found = new ArrayList<>();
        long deadline = System.nanoTime() + query.timeLimit().toNanos();
        return run(
                query,
                deadline,
                message -> {
                    found.add(message);
                    return true;
                },
                found);
    }

    void stream(Query query, Predicate<Message> consumer) throws IOException {
        run(query, Long.MAX_VALUE, consumer, List.of());
    }

    private Page run(Query query, long deadline, Predicate<Message> consumer, List<Message> found) throws IOException {
        Route route = new Route(segments.get(), query, readers, captureName);
        RowReader rows = new RowReader(readers, query);
        ArrayDeque<Pending> window = new ArrayDeque<>();
        long left = query.limit();
        int width = 1;
        long reached = 0;
        long time = 0;
        try {
            while (left > 0) {
                fill(window, width, route, rows, left);
                Pending next = window.poll();
                if (next == null) {
                    break;
                }
                Rows got = get(next, rows, left);
                for (Message message : got.messages()) {
                    reached = message.id();
                    time = message.time();
                    if (!consumer.test(message) || --left == 0) {
                        return new Page(found, true, reached, time);
                    }
                }
                if (got.reached() != reached) {
                    reached = got.reached();
                    time = timeAt(next.stretch().segment(), reached, query.ascending());
                }
                if (!got.done()) {
                    window.addFirst(new Pending(rest(next.stretch(), got.reached(), query.ascending()), null));
                }
                if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0) {
                    boolean complete = got.done() && window.isEmpty() && route.next() == null;
                    return new Page(found, complete, reached, time);
                }
                width = THREADS;
            }
            return new Page(found, true, reached, time);
        } finally {
            window.forEach(p -> cancel(p));
        }
    }

    private static void cancel(Pending pending) {
        if (pending.rows != null) {
            // Not interrupted: that would close a file channel under another reader.
            pending.rows.cancel(false);
        }
    }

    private void fill(ArrayDeque<Pending> window, int width, Route route, RowReader rows, long most)
            throws IOException {
        while (window.size() < width) {
            Stretch stretch = route.next();
            if (stretch == null) {
                return;
            }
            String name = captureName.apply(stretch.segment().capture);
            window.add(new Pending(stretch, width == 1 ? null : pool.submit(() -> rows.read(stretch, name, most))));
        }
    }

    private Rows get(Pending pending, RowReader rows, long most) throws IOException {
        Future<Rows> future = pending.rows;
        if (future == null) {
            String name = captureName.apply(pending.stretch.segment().capture);
            return rows.read(pending.stretch, name, most);
        }
        return await(future);
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while searching", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException("the search failed: " + e.getCause(), e.getCause());
        }
    }

    private static Stretch rest(Stretch stretch, long reached, boolean ascending) {
        return ascending ? stretch.withFrom(reached + 1) : stretch.withTo(reached - 1);
    }

    private static long timeAt(Segment segment, long id, boolean ascending) {
        Zones.View zones = segment.zones.view();
        long zone = (id - segment.firstId) / Zones.ROWS;
        return zone < 0 || zone >= zones.size() ? 0 : zones.bounds()[(int) zone * 4 + (ascending ? 1 : 0)];
    }

    Count count(Query query, Predicate<Count> observer) throws IOException {
        Tally tally = new Tally(observer);
        ArrayDeque<Future<Count>> window = new ArrayDeque<>();
        try {
            for (Segment segment : segments.get()) {
                Count known = known(segment, query);
                if (known != null) {
                    tally.add(known);
                    continue;
                }
                Route route = new Route(List.of(segment), query, readers, captureName);
                for (Stretch stretch = route.next(); stretch != null; stretch = route.next()) {
                    Stretch piece = stretch;
                    window.add(pool.submit((Callable<Count>) () -> count(piece, query)));
                    if (window.size() > THREADS && !tally.add(await(window.remove()))) {
                        return tally.sum(false);
                    }
                }
                tally.scanned += route.skipped();
            }
            while (!window.isEmpty()) {
                if (!tally.add(await(window.remove()))) {
                    return tally.sum(false);
                }
            }
            Count sum = tally.sum(true);
            return sum.messages() <= query.limit() ? sum : new Count(query.limit(), sum.bytes(), sum.scanned(), true);
        } finally {
            window.forEach(f -> f.cancel(false));
        }
    }

    /** Adds up and reports now and then. */
    private static final class Tally {
        private final Predicate<Count> observer;
        private long messages;
        private long bytes;
        private long scanned;
        private long reported = System.nanoTime();

        Tally(Predicate<Count> observer) {
            this.observer = observer;
        }

        /** False when the observer has enough. */
        boolean add(Count count) {
            messages += count.messages();
            bytes += count.bytes();
            scanned += count.scanned();
            if (System.nanoTime() - reported < REPORT_NANOS) {
                return true;
            }
            reported = System.nanoTime();
            return observer.test(sum(false));
        }

        Count sum(boolean complete) {
            return new Count(messages, bytes, scanned, complete);
        }
    }

    /** Counts a whole sealed segment from its sums, when the channels alone decide. */
    private @Nullable Count known(Segment segment, Query query) throws IOException {
        boolean whole = query.after() < segment.firstId && query.before() > segment.lastId && segment.sealed;
        boolean captured = query.capture() == null || query.capture() == segment.capture;
        if (!whole || !captured) {
            return null;
        }
        Dictionary dictionary = readers.dictionary(segment);
        Plan plan = plan(segment, query);
        if (!plan.isEmpty() && !plan.isDecided()) {
            return null;
        }
        long messages = 0;
        long bytes = 0;
        for (int i = plan.channels().nextSetBit(0); i >= 0; i = plan.channels().nextSetBit(i + 1)) {
            messages += dictionary.get(i).messages;
            bytes += dictionary.get(i).bytes;
        }
        return new Count(messages, bytes, segment.rows(), true);
    }

    private Count count(Stretch part, Query query) throws IOException {
        // To count a few rows is worth a plan, too: then none of them leaves SQLite.
        Stretch stretch = part.plan() == null ? part.withPlan(plan(part.segment(), query)) : part;
        if (RowReader.isUnsure(stretch)) {
            return countByPredicate(stretch, query);
        }
        try (Readers.Reader reader = readers.take(stretch.segment())) {
            if (reader == null) {
                return new Count(0, 0, stretch.rows(), true);
            }
            // sum() fails where the lengths that an agent told are more than 2^63 together
            Sql sql = new Sql(stretch.segment().large).add("SELECT count(*),CAST(total(length) AS INTEGER)");
            RowReader.where(stretch, "", sql);
            try (PreparedStatement statement = reader.connection.prepareStatement(sql.text())) {
                Sqlite.bind(statement, sql);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? new Count(row.getLong(1), row.getLong(2), stretch.rows(), true)
                            : new Count(0, 0, stretch.rows(), true);
                }
            }
        } catch (SQLException e) {
            throw Sqlite.failure(stretch.segment().file, e);
        }
    }

    private Plan plan(Segment segment, Query query) throws IOException {
        return Plan.of(query.filter(), readers.dictionary(segment), captureName.apply(segment.capture));
    }

    private Count countByPredicate(Stretch whole, Query query) throws IOException {
        Query ascending =
                new Query(query.filter(), null, 0, Long.MAX_VALUE, true, Long.MAX_VALUE, 0, query.timeLimit());
        RowReader rows = new RowReader(readers, ascending);
        String name = captureName.apply(whole.segment().capture);
        long messages = 0;
        long bytes = 0;
        for (Stretch left = whole; left.from() <= left.to(); ) {
            Rows got = rows.read(left, name, Long.MAX_VALUE);
            messages += got.messages().size();
            bytes += got.messages().stream().mapToLong(Message::length).sum();
            left = left.withFrom(got.done() ? left.to() + 1 : got.reached() + 1);
        }
        return new Count(messages, bytes, whole.rows(), true);
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
