package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/** Conversations and density from what segments know of their channels and zones, without a look at rows. */
final class Sums {
    private final Readers readers;
    private final LongFunction<String> captureName;

    private final LongPredicate isOpen;

    Sums(Readers readers, LongFunction<String> captureName, LongPredicate isOpen) {
        this.readers = readers;
        this.captureName = captureName;
        this.isOpen = isOpen;
    }

    private static List<Segment> of(List<Segment> segments, Query query) {
        return segments.stream()
                .filter(s -> !s.gone && (query.capture() == null || query.capture() == s.capture))
                .toList();
    }

    List<ConversationSummary> conversations(List<Segment> all, Query query, long before) throws IOException {
        List<Segment> segments = of(all, query);
        TreeSet<Long> newest = new TreeSet<>();
        for (Segment segment : segments) {
            Dictionary dictionary = readers.dictionary(segment);
            BitSet passing = Plan.of(query.filter(), dictionary, captureName.apply(segment.capture))
                    .channels();
            for (int i = passing.nextSetBit(0); i >= 0; i = passing.nextSetBit(i + 1)) {
                Channel channel = dictionary.get(i);
                if (channel.messages > 0 && channel.talk.number() < before) {
                    newest.add(channel.talk.number());
                    if (newest.size() > query.limit()) {
                        newest.pollFirst();
                    }
                }
            }
        }
        Set<Long> wanted = new HashSet<>(newest);
        Map<Long, Sum> sums = new HashMap<>();
        for (Segment segment : segments) {
            add(segment, wanted, sums);
        }
        return sums.values().stream()
                .sorted(Comparator.comparingLong((Sum s) -> s.talk.number()).reversed())
                .map(s -> s.summary(isOpen.test(s.talk.number())))
                .toList();
    }

    Collection<Total> totals(List<Segment> all, long capture) throws IOException {
        Totals totals = new Totals();
        for (Segment segment : all) {
            if (segment.gone || segment.capture != capture) {
                continue;
            }
            Dictionary dictionary = readers.dictionary(segment);
            for (int i = 0; i < dictionary.size(); i++) {
                Channel channel = dictionary.get(i);
                boolean payload = channel.kind == Kind.DATA || channel.kind == Kind.SNAPSHOT;
                if (channel.messages > 0) {
                    totals.add(channel.talk.conversation, payload ? channel.messages : 0, channel.lost);
                }
            }
        }
        return totals.all();
    }

    private void add(Segment segment, Set<Long> wanted, Map<Long, Sum> sums) throws IOException {
        Dictionary dictionary = readers.dictionary(segment);
        for (int i = 0; i < dictionary.size(); i++) {
            Channel channel = dictionary.get(i);
            if (channel.messages > 0 && wanted.contains(channel.talk.number())) {
                sums.computeIfAbsent(channel.talk.number(), n -> new Sum(channel))
                        .add(channel, captureName.apply(segment.capture));
            }
        }
    }

    /** The sums of one conversation over segments. */
    private static final class Sum {
        private Talk talk;
        private String capture = "";
        private long messages;
        private long toServer;
        private long toClient;
        private long lost;
        private long firstTime;
        private long lastTime;
        private long firstId = Long.MAX_VALUE;
        private long lastId;

        Sum(Channel first) {
            talk = first.talk;
        }

        void add(Channel channel, String in) {
            talk = channel.talk;
            capture = in;
            if (channel.kind == Kind.DATA || channel.kind == Kind.SNAPSHOT) {
                messages += channel.messages;
                toServer += channel.direction == Direction.CLIENT_TO_SERVER ? channel.bytes : 0;
                toClient += channel.direction == Direction.SERVER_TO_CLIENT ? channel.bytes : 0;
            }
            lost += channel.lost;
            if (channel.firstId < firstId) {
                firstId = channel.firstId;
                firstTime = channel.firstTime;
            }
            if (channel.lastId > lastId) {
                lastId = channel.lastId;
                lastTime = channel.lastTime;
            }
        }

        ConversationSummary summary(boolean open) {
            return new ConversationSummary(
                    talk.conversation,
                    talk.agent,
                    capture,
                    messages,
                    toServer,
                    toClient,
                    lost,
                    firstTime,
                    lastTime,
                    firstId,
                    lastId,
                    open);
        }
    }

    Density density(List<Segment> all, Query query, int buckets) throws IOException {
        List<Share> shares = new ArrayList<>();
        for (Segment segment : of(all, query)) {
            shares(segment, query, shares);
        }
        if (shares.isEmpty()) {
            return new Density(0, 1, List.of());
        }
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

    /** So many messages of a zone, somewhere between two times. */
    private record Share(long from, long until, Channel channel, long count) {
        void spread(long origin, long width, List<Map<String, Long>> messages, long[] gaps) {
            int first = (int) ((from - origin) / width);
            int last = (int) ((until - origin) / width);
            long given = 0;
            for (int i = first; i <= last; i++) {
                long upTo = count * (i - first + 1) / (last - first + 1);
                if (channel.kind == Kind.GAP) {
                    gaps[i] += upTo - given;
                } else if (upTo > given) {
                    messages.get(i).merge(channel.talk.conversation.mechanism(), upTo - given, Long::sum);
                }
                given = upTo;
            }
        }
    }

    private void shares(Segment segment, Query query, List<Share> shares) throws IOException {
        Dictionary dictionary = readers.dictionary(segment);
        BitSet passing = Plan.of(query.filter(), dictionary, captureName.apply(segment.capture))
                .channels();
        Zones.View zones = segment.zones.view();
        if (zones.size() == 0 || passing.isEmpty()) {
            return;
        }
        List<int[]> counts = zones.counts().isEmpty() ? stored(segment, zones.size()) : zones.counts();
        for (int zone = 0; zone < zones.size(); zone++) {
            long firstId = segment.firstId + (long) zone * Zones.ROWS;
            if (firstId + Zones.ROWS <= query.after() || firstId >= query.before()) {
                continue;
            }
            int[] pairs = counts.get(zone);
            for (int i = 0; i < pairs.length; i += 2) {
                if (passing.get(pairs[i])) {
                    shares.add(new Share(
                            zones.bounds()[zone * 4],
                            zones.bounds()[zone * 4 + 1],
                            dictionary.get(pairs[i]),
                            pairs[i + 1]));
                }
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
                    int[] pairs = java.util.Arrays.copyOf(counts.get(zone), counts.get(zone).length + 2);
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
