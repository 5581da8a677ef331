package dev.ipcscope.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.filter.Operator;
import dev.ipcscope.agent.filter.Term;
import dev.ipcscope.agent.filter.Terms;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.server.filter.SqlFaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For random filters and random messages the SQL store, the store in memory and the predicate agree. */
final class FilterAgreementTest {
    private static final long SEED = Long.getLong("ipcscope.seed", 20261123);
    private static final String[] WORDS = {"Alpha", "beta", "GAMMA", "Zürich", "日本", "K\0x", "end", "\u4141x"};

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void everyTermCanBeAnswered() {
        assertThat(Terms.all()).isNotEmpty().allMatch(SqlFaces::answers);
    }

    @Test
    void storesAndPredicateAgree() throws Exception {
        try (MessageStore memory = new InMemoryMessageStore();
                SqliteMessageStore sqlite =
                        SqliteMessageStore.open(folder, StoreLimits.DEFAULT.withSegmentRows(9_500))) {
            fill(memory, sqlite);
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(sqlite::isSealed);
            for (int i = 0; i < 60; i++) {
                Filter filter = filter(2);
                assertThat(FilterParser.parse(filter.toString()).toString()).isEqualTo(filter.toString());
                compare(filter, memory, sqlite);
            }
        }
    }

    private void compare(Filter filter, MessageStore memory, MessageStore sqlite) throws IOException {
        String about = "filter " + filter + " (seed " + SEED + ")";
        Query all = Query.all(filter);
        List<Long> expected = ids(memory, all);
        assertThat(ids(sqlite, all)).as(about).isEqualTo(expected);
        sqlite.stream(all.withLimit(300), m -> {
            assertThat(filter.test(m)).as(about).isTrue();
            return true;
        });
        Query newest = Query.newest(filter, 40).withTimeLimit(Duration.ofMinutes(1));
        assertThat(sqlite.page(newest).messages())
                .as(about)
                .extracting(Message::id)
                .isEqualTo(
                        memory.page(newest).messages().stream().map(Message::id).toList());
        assertThat(sqlite.count(all, c -> true))
                .as(about)
                .usingRecursiveComparison()
                .ignoringFields("scanned") // ids outside of the filter's bounds need no look
                .isEqualTo(memory.count(all, c -> true));
        Query summaries = all.withLimit(50);
        assertThat(sqlite.conversations(summaries, Long.MAX_VALUE))
                .as(about)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("capture")
                .isEqualTo(memory.conversations(summaries, Long.MAX_VALUE));
        assertThat(total(sqlite.density(all, 20))).as(about).isEqualTo(total(memory.density(all, 20)));
    }

    private static long total(Density density) {
        return density.buckets().stream()
                .mapToLong(b -> b.gaps()
                        + b.messages().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .sum();
    }

    private static List<Long> ids(MessageStore store, Query query) throws IOException {
        List<Long> ids = new ArrayList<>();
        store.stream(query, m -> ids.add(m.id()));
        return ids;
    }

    private void fill(MessageStore memory, MessageStore sqlite) throws Exception {
        Traffic[] agents = {new Traffic("box"), new Traffic("laptop")};
        for (int batch = 0; batch < 31; batch++) {
            Traffic traffic = agents[random.nextInt(2)];
            for (int i = 0; i < 1_000; i++) {
                message(traffic, batch);
            }
            List<dev.ipcscope.agent.wire.WireItem> items = traffic.take();
            memory.append(traffic.spool, traffic.agent, items).get();
            sqlite.append(traffic.spool, traffic.agent, items).get();
        }
    }

    private void message(Traffic traffic, int batch) {
        long conversation = random.nextInt(8) == 0 ? 100 + batch : random.nextInt(12);
        if (random.nextInt(12) == 0) {
            String mechanism = conversation % 3 == 0 ? "udp" : "tcp";
            traffic.talk(Traffic.conversation(conversation, mechanism, "/run/e" + conversation % 5, Policy.GAP));
        }
        Direction direction = Direction.of(random.nextInt(3));
        if (random.nextInt(50) == 0) {
            Kind kind = random.nextBoolean() ? Kind.OPEN : Kind.EVENT;
            traffic.item(conversation, kind, Direction.NONE, 0, new byte[0], Details.NONE);
        } else {
            byte[] payload = payload();
            traffic.item(conversation, Kind.DATA, direction, payload.length + random.nextInt(3), payload, Details.NONE);
        }
    }

    private byte[] payload() {
        String text = word() + random.nextInt(30) + word();
        byte[] bytes = text.getBytes(random.nextInt(4) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
        if (random.nextInt(400) == 0) {
            byte[] large = new byte[PayloadFile.INLINE + random.nextInt(9_000)];
            System.arraycopy(bytes, 0, large, large.length - bytes.length, bytes.length);
            return large;
        }
        return bytes;
    }

    private String word() {
        String word = WORDS[random.nextInt(WORDS.length)];
        return random.nextInt(3) == 0 ? word.toUpperCase(java.util.Locale.ROOT) : word;
    }

    private Filter filter(int depth) {
        int choice = depth == 0 ? 9 : random.nextInt(10);
        return switch (choice) {
            case 0, 1, 2 -> new Filter.And(List.of(filter(depth - 1), filter(depth - 1)));
            case 3, 4 -> new Filter.Or(List.of(filter(depth - 1), filter(depth - 1)));
            case 5 -> new Filter.Not(filter(depth - 1));
            default -> match();
        };
    }

    private Filter match() {
        Term term = pick(Terms.all());
        Operator operator = pick(term.operators().stream().sorted().toList());
        String value = switch (term.name()) {
            case "pid" -> String.valueOf(100 + random.nextInt(140));
            case "conversation" -> String.valueOf(1 + random.nextInt(60));
            case "id" -> String.valueOf(random.nextInt(32_000));
            case "len" -> String.valueOf(random.nextInt(20) == 0 ? 16_390 : random.nextInt(30));
            case "time" ->
                Instant.ofEpochSecond(Traffic.BASE / 1_000_000_000L + random.nextInt(18))
                        .toString();
            case "dir" -> pick(List.of("c2s", "s2c", "none"));
            case "kind" -> pick(List.of("data", "open", "event", "gap"));
            case "hex" -> pick(List.of("00", "4100", "414141", "e697a5", "ff"));
            case "text" -> pick(List.of("alpha", "Beta1", "ÜRICH", "zürich", "日本", "k\0X", "7", "nowhere", "\u4141"));
            case "agent" -> pick(List.of("box", "lap*", "none"));
            case "capture" -> pick(List.of("capture 1", "*1", "other"));
            case "mech" -> pick(List.of("tcp", "udp", "pipe"));
            case "pair" -> pick(List.of("client3,server", "client*,bin", "110,server", "120,121"));
            case "endpoint" -> pick(List.of("/run/e1", "e2", "*3", "x"));
            default -> pick(List.of("client3", "server", "client*", "nobody", "bin"));
        };
        return new Filter.Match(term, operator, value, term.operand(operator, value));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
