package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Read-only connections, one a thread at a time, and the dictionaries of sealed segments; both bounded. */
final class Readers implements AutoCloseable {
    private static final int MOST = 48;
    private static final int IDLE = 24;
    private static final int CHANNELS = 300_000;
    private static final long WAIT_SECONDS = 20;

    private final LongFunction<@Nullable Talk> known;
    private final Supplier<List<Segment>> segments;
    private final Semaphore permits = new Semaphore(MOST);
    private final Map<Segment, ArrayDeque<Reader>> idle = new LinkedHashMap<>();
    private final Map<Segment, Integer> busy = new HashMap<>();
    private final LinkedHashMap<Segment, Dictionary> dictionaries = new LinkedHashMap<>(16, 0.75f, true);
    private int idleCount;
    private long channels;

    /** Of a store that still knows some conversations and has these segments, oldest first. */
    Readers(LongFunction<@Nullable Talk> known, Supplier<List<Segment>> segments) {
        this.known = known;
        this.segments = segments;
    }

    /** A connection to one segment; closing gives it back. */
    final class Reader implements AutoCloseable {
        final Segment segment;
        final Connection connection;
        private @Nullable FileChannel payloads;

        Reader(Segment segment) throws SQLException {
            this.segment = segment;
            this.connection = Sqlite.reader(segment.file);
        }

        FileChannel payloads() throws IOException {
            FileChannel file = payloads;
            if (file == null) {
                file = FileChannel.open(segment.payloads(), StandardOpenOption.READ);
                payloads = file;
            }
            return file;
        }

        @Override
        public void close() {
            give(this);
        }

        private void shut() {
            try (connection) {
                if (payloads != null) {
                    payloads.close();
                }
            } catch (SQLException | IOException e) {
                // It was only read from.
            }
        }
    }

    /** A connection for the calling thread; null when the segment has been deleted. */
    @Nullable
    Reader take(Segment segment) throws IOException {
        permit();
        boolean taken = false;
        try {
            if (!enter(segment)) {
                return null;
            }
            Reader reader = free(segment);
            reader = reader == null ? open(segment) : reader;
            taken = true;
            return reader;
        } finally {
            if (!taken) {
                permits.release();
            }
        }
    }

    private void permit() throws IOException {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("too many searches at once; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a search to end", e);
        }
    }

    private synchronized boolean enter(Segment segment) {
        if (segment.gone) {
            return false;
        }
        busy.merge(segment, 1, Integer::sum);
        return true;
    }

    private synchronized @Nullable Reader free(Segment segment) {
        ArrayDeque<Reader> free = idle.get(segment);
        if (free == null || free.isEmpty()) {
            return null;
        }
        idleCount--;
        return free.pop();
    }

    private Reader open(Segment segment) throws IOException {
        try {
            return new Reader(segment);
        } catch (SQLException e) {
            leave(segment);
            throw Sqlite.failure(segment.file, e);
        }
    }

    private synchronized void leave(Segment segment) {
        busy.merge(segment, -1, (a, b) -> a + b == 0 ? null : a + b);
        notifyAll();
    }

    private void give(Reader reader) {
        Reader surplus = keep(reader);
        if (surplus != null) {
            surplus.shut();
        }
        leave(reader.segment);
        permits.release();
    }

    private synchronized @Nullable Reader keep(Reader reader) {
        if (reader.segment.gone) {
            return reader;
        }
        idle.computeIfAbsent(reader.segment, s -> new ArrayDeque<>()).push(reader);
        return ++idleCount > IDLE ? eldest() : null;
    }

    private @Nullable Reader eldest() {
        for (var each = idle.values().iterator(); each.hasNext(); ) {
            Reader reader = each.next().pollLast();
            if (reader != null) {
                idleCount--;
                return reader;
            }
            each.remove();
        }
        return null;
    }

    /** No connection to the segment is left, or will be made, when this returns; waits up to 20 s for searches in it. */
    synchronized void retire(Segment segment) throws IOException {
        segment.gone = true;
        ArrayDeque<Reader> free = idle.remove(segment);
        if (free != null) {
            idleCount -= free.size();
            free.forEach(Reader::shut);
        }
        Dictionary dictionary = dictionaries.remove(segment);
        channels -= dictionary == null ? 0 : dictionary.size();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        try {
            while (busy.containsKey(segment) && System.nanoTime() < deadline) {
                wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for searches in " + segment.file, e);
        }
    }

    /** The channels of a segment. */
    Dictionary dictionary(Segment segment) throws IOException {
        Dictionary live = segment.dictionary;
        if (live != null) {
            return live;
        }
        synchronized (this) {
            Dictionary known = dictionaries.get(segment);
            if (known != null) {
                return known;
            }
        }
        // One connection at a time: with two, many threads could wait for each other's second one.
        Map<Long, Talk> talks = new HashMap<>();
        read(segment, connection -> talks.putAll(TalkRows.talks(connection)));
        describeAnew(segment, talks);
        Dictionary[] dictionary = {new Dictionary()};
        read(segment, connection -> dictionary[0] = cache(segment, SegmentFiles.dictionary(connection, talks)));
        return dictionary[0];
    }

    private interface Use {
        void apply(Connection connection) throws SQLException;
    }

    private void read(Segment segment, Use use) throws IOException {
        try (Reader reader = take(segment)) {
            if (reader != null) {
                use.apply(reader.connection);
            }
        } catch (SQLException e) {
            throw Sqlite.failure(segment.file, e);
        }
    }

    /**
     * What became known after the segment was sealed: each segment begins with the conversations that were open, so
     * later ones tell more of them; the newest words are those of the writer.
     */
    private void describeAnew(Segment segment, Map<Long, Talk> talks) throws IOException {
        long newest = talks.keySet().stream().mapToLong(n -> n).max().orElse(0);
        boolean told = true;
        for (Segment later : segments.get()) {
            // Once a segment says nothing of them, the ones after it don't either.
            if (told && later.firstId > segment.firstId && later.dictionary == null) {
                List<Talk> more = new ArrayList<>();
                read(later, connection -> more.addAll(TalkRows.upTo(connection, newest)));
                more.removeIf(talk -> talks.replace(talk.number(), talk) == null);
                told = !more.isEmpty();
            }
        }
        talks.replaceAll((number, talk) -> {
            Talk now = known.apply(number);
            return now == null ? talk : now;
        });
    }

    /** Of the conversations that the writer knows there are new objects. */
    synchronized void forgetDictionaries() {
        dictionaries.clear();
        channels = 0;
    }

    private synchronized Dictionary cache(Segment segment, Dictionary dictionary) {
        if (segment.gone || dictionaries.putIfAbsent(segment, dictionary) != null) {
            return dictionary;
        }
        channels += dictionary.size();
        var eldest = dictionaries.values().iterator();
        while (channels > CHANNELS && dictionaries.size() > 1) {
            channels -= eldest.next().size();
            eldest.remove();
        }
        return dictionary;
    }

    @Override
    public synchronized void close() {
        idle.values().forEach(free -> free.forEach(Reader::shut));
        idle.clear();
        idleCount = 0;
    }
}
