package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/** Conversations from what segments know of their channels, without a look at rows. */
final class Sums {
    private final Readers readers;
    private final LongFunction<String> captureName;

    private final LongPredicate isOpen;
    private final Densities densities;

    Sums(Readers readers, LongFunction<String> captureName, LongPredicate isOpen) {
        this.readers = readers;
        this.captureName = captureName;
        this.isOpen = isOpen;
        densities = new Densities(readers, captureName);
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
                    long gaps = channel.kind == Kind.GAP ? channel.messages : 0;
                    totals.add(channel.talk.conversation, payload ? channel.messages : 0, channel.lost, gaps);
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
        return densities.of(of(all, query), query, buckets);
    }
}
