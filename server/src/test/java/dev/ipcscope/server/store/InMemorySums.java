package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.server.store.InMemoryMessageStore.Row;
import dev.ipcscope.server.store.InMemoryMessageStore.Talk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums over rows on the heap. */
final class InMemorySums {

    private InMemorySums() {}

    static List<ConversationSummary> conversations(List<Row> rows, Query query, long before) {
        Map<Talk, List<Row>> byTalk = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.talk().conversation.number() < before) {
                byTalk.computeIfAbsent(row.talk(), t -> new ArrayList<>()).add(row);
            }
        }
        return byTalk.values().stream()
                .map(InMemorySums::summary)
                .sorted(Comparator.comparingLong(
                                (ConversationSummary s) -> s.conversation().number())
                        .reversed())
                .limit(query.limit())
                .toList();
    }

    private static ConversationSummary summary(List<Row> unordered) {
        List<Row> rows =
                unordered.stream().sorted(Comparator.comparingLong(Row::id)).toList();
        Row first = rows.get(0);
        Row last = rows.get(rows.size() - 1);
        return new ConversationSummary(
                first.talk().conversation,
                first.talk().agent,
                last.capture().name,
                rows.stream().filter(InMemorySums::counts).count(),
                bytes(rows, Direction.CLIENT_TO_SERVER),
                bytes(rows, Direction.SERVER_TO_CLIENT),
                rows.stream().mapToLong(InMemorySums::lost).sum(),
                first.time(),
                last.time(),
                first.id(),
                last.id(),
                first.talk().open);
    }

    private static boolean counts(Row row) {
        return row.item().kind() == Kind.DATA || row.item().kind() == Kind.SNAPSHOT;
    }

    private static long bytes(List<Row> rows, Direction direction) {
        return rows.stream()
                .filter(r -> counts(r) && r.item().direction() == direction)
                .mapToLong(r -> r.item().length())
                .sum();
    }

    private static long lost(Row row) {
        var gap = row.details().gap();
        Long count = gap == null ? null : gap.count();
        return count == null ? 0 : count;
    }

    static Density density(List<Row> rows, int buckets) {
        if (rows.isEmpty()) {
            return new Density(0, 1, List.of());
        }
        long from = rows.stream().mapToLong(Row::time).min().orElse(0);
        long until = rows.stream().mapToLong(Row::time).max().orElse(0);
        long width = (until - from) / buckets + 1;
        List<Map<String, Long>> messages = new ArrayList<>();
        long[] gaps = new long[buckets];
        for (int i = 0; i < buckets; i++) {
            messages.add(new TreeMap<>());
        }
        for (Row row : rows) {
            int bucket = (int) ((row.time() - from) / width);
            if (row.item().kind() == Kind.GAP) {
                gaps[bucket]++;
            } else {
                messages.get(bucket).merge(row.talk().conversation.mechanism(), 1L, Long::sum);
            }
        }
        List<Density.Bucket> all = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            all.add(new Density.Bucket(messages.get(i), gaps[i]));
        }
        return new Density(from, width, all);
    }
}
