package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Kind;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** How messages spread over time: from the rows where they are few, else from what segments know of their zones. */
final class Densities {
    /** So many zones are read row by row: a few ten thousand rows, while fewer zones than buckets tell little. */
    private static final int READ = 16;

    private final Readers readers;
    private final LongFunction<String> captureName;

    Densities(Readers readers, LongFunction<String> captureName) {
        this.readers = readers;
        this.captureName = captureName;
    }

    Density of(List<Segment> segments, Query query, int buckets) throws IOException {
        Bounds bounds = Bounds.of(query.filter());
        List<Zone> zones = new ArrayList<>();
        for (Segment segment : segments) {
            zones(segment, query, bounds, zones);
        }
        List<Share> shares = new ArrayList<>();
        boolean few = zones.size() <= READ;
        Map<Segment, List<int[]>> counts = new IdentityHashMap<>();
        for (Zone zone : zones) {
            if (few) {
                read(zone, bounds, shares);
            } else {
                estimate(zone, counts, bounds, shares);
            }
        }
        return shares.isEmpty() ? new Density(0, 1, List.of()) : density(shares, buckets);
    }

    /** A zone of a segment, and which channels pass there. */
    private record Zone(Segment segment, int number, long from, long until, Dictionary dictionary, BitSet passing) {}

    private void zones(Segment segment, Query query, Bounds bounds, List<Zone> found) throws IOException {
        Dictionary dictionary = readers.dictionary(segment);
        BitSet passing = Plan.of(query.filter(), dictionary, captureName.apply(segment.capture))
                .channels();
        Zones.View view = segment.zones.view();
        for (int zone = 0; zone < view.size() && !passing.isEmpty(); zone++) {
            long firstId = segment.firstId + (long) zone * Zones.ROWS;
            boolean asked = firstId + Zones.ROWS > query.after() && firstId < query.before();
            long from = view.bounds()[zone * 4];
            long until = view.bounds()[zone * 4 + 1];
            if (asked && from <= bounds.timeTo() && until >= bounds.timeFrom()) {
                found.add(new Zone(segment, zone, from, until, dictionary, passing));
            }
        }
    }

    private static Density density(List<Share> shares, int buckets) {
        long from = shares.stream().mapToLong(s -> s.from).min().orElse(0);
        long until = shares.stream().mapToLong(s -> s.until).max().orElse(0);
        long width = (until - from) / buckets + 1;
        List<Map<String, Long>> messages = new ArrayList<>();
        long[] gaps = new long[buckets];
        for (int i = 0; i < buckets; i++) {
            messages.add(new TreeMap<>());
        }
        for (Share share : shares) {
            share.spread(from, width, messages, gaps);
        }
        List<Density.Bucket> result = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            result.add(new Density.Bucket(messages.get(i), gaps[i]));
        }
        return new Density(from, width, result);
    }

    /** So many messages somewhere between two times. */
    private record Share(long from, long until, Channel channel, long count) {
        void spread(long origin, long width, List<Map<String, Long>> messages, long[] gaps) {
            int first = (int) ((from - origin) / width);
            int last = (int) ((until - origin) / width);
            // each channel begins elsewhere, or what is rounded would pile up at the same places
            double phase = (channel.number * 0.6180339887) % 1;
            long given = 0;
            for (int i = first; i <= last; i++) {
                long end = origin + (i + 1) * width;
                double exact = count * (double) (end - from) / Math.max(1, until - from);
                long upTo = i == last ? count : Math.min(count, (long) (exact + phase));
                if (upTo > given && channel.kind == Kind.GAP) {
                    gaps[i] += upTo - given;
                } else if (upTo > given) {
                    messages.get(i).merge(channel.talk.conversation.mechanism(), upTo - given, Long::sum);
                }
                given = upTo;
            }
        }
    }

    private void read(Zone zone, Bounds bounds, List<Share> shares) throws IOException {
        long first = zone.segment.firstId + (long) zone.number * Zones.ROWS;
        try (Readers.Reader reader = readers.take(zone.segment)) {
            if (reader == null) {
                return;
            }
            String sql = "SELECT channel,time FROM message WHERE id>=? AND id<? AND time>=? AND time<=?";
            try (PreparedStatement rows = reader.connection.prepareStatement(sql)) {
                rows.setLong(1, first);
                rows.setLong(2, first + Zones.ROWS);
                rows.setLong(3, bounds.timeFrom());
                rows.setLong(4, bounds.timeTo());
                try (ResultSet row = rows.executeQuery()) {
                    while (row.next()) {
                        int channel = row.getInt(1);
                        if (zone.passing.get(channel)) {
                            long time = row.getLong(2);
                            shares.add(new Share(time, time, zone.dictionary.get(channel), 1));
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw Sqlite.failure(zone.segment.file, e);
        }
    }

    /** What each channel has in the zone lies where the zone, the channel and the time that is asked for meet. */
    private void estimate(Zone zone, Map<Segment, List<int[]>> stored, Bounds bounds, List<Share> shares)
            throws IOException {
        Zones.View view = zone.segment.zones.view();
        List<int[]> counts = view.counts();
        if (counts.isEmpty()) {
            counts = stored.get(zone.segment);
            if (counts == null) {
                counts = stored(zone.segment, view.size());
                stored.put(zone.segment, counts);
            }
        }
        int[] pairs = counts.get(zone.number);
        for (int i = 0; i < pairs.length; i += 2) {
            if (!zone.passing.get(pairs[i])) {
                continue;
            }
            Channel channel = zone.dictionary.get(pairs[i]);
            long from = Math.max(zone.from, Math.min(channel.firstTime, zone.until));
            long until = Math.max(from, Math.min(zone.until, channel.lastTime));
            long within = Math.max(from, bounds.timeFrom());
            long end = Math.min(until, bounds.timeTo());
            if (within <= end) {
                double part = until == from ? 1 : (double) (end - within) / (until - from);
                shares.add(new Share(within, end, channel, Math.max(1, Math.round(pairs[i + 1] * part))));
            }
        }
    }

    private List<int[]> stored(Segment segment, int zones) throws IOException {
        List<int[]> counts = new ArrayList<>();
        for (int i = 0; i < zones; i++) {
            counts.add(new int[0]);
        }
        try (Readers.Reader reader = readers.take(segment)) {
            if (reader == null) {
                return counts;
            }
            try (Statement statement = reader.connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT zone,channel,messages FROM zone_channel")) {
                while (row.next()) {
                    int zone = row.getInt(1);
                    int[] pairs = Arrays.copyOf(counts.get(zone), counts.get(zone).length + 2);
                    pairs[pairs.length - 2] = row.getInt(2);
                    pairs[pairs.length - 1] = row.getInt(3);
                    counts.set(zone, pairs);
                }
            }
        } catch (SQLException e) {
            throw Sqlite.failure(segment.file, e);
        }
        return counts;
    }
}
