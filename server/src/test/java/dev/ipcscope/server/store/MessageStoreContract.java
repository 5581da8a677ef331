package dev.ipcscope.server.store;

import static dev.ipcscope.agent.model.Direction.CLIENT_TO_SERVER;
import static dev.ipcscope.agent.model.Direction.NONE;
import static dev.ipcscope.agent.model.Direction.SERVER_TO_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class MessageStoreContract {

    protected MessageStore store;
    private final Traffic traffic = new Traffic("box");

    /** A new, empty store. */
    abstract MessageStore open() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private List<Message> all() throws IOException {
        return all(Query.all(Filter.ALL));
    }

    private List<Message> all(Query query) throws IOException {
        List<Message> found = new ArrayList<>();
        store.stream(query, found::add);
        return found;
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream()
                .map(m -> new String(m.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void isEmptyAtFirstWithOneLiveCapture() throws Exception {
        assertThat(store.lastId()).isZero();
        assertThat(store.lastSeq(traffic.spool)).isZero();
        assertThat(all()).isEmpty();
        assertThat(store.captures()).hasSize(1);
        assertThat(store.captures().get(0).live()).isTrue();
        assertThat(store.density(Query.all(Filter.ALL), 10).buckets()).isEmpty();
        assertThat(store.conversations(Query.all(Filter.ALL), Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void givesBackWhatCameInOrder() throws Exception {
        long acknowledged = traffic.talk(7, "tcp")
                .data(7, CLIENT_TO_SERVER, "ping")
                .data(7, SERVER_TO_CLIENT, "")
                .into(store);

        assertThat(acknowledged).isEqualTo(2);
        assertThat(store.lastSeq(traffic.spool)).isEqualTo(2);
        List<Message> messages = all();
        assertThat(texts(messages)).containsExactly("ping", "");
        Message ping = messages.get(0);
        assertThat(ping.id()).isEqualTo(1);
        assertThat(ping.agent()).isEqualTo("box");
        assertThat(ping.agentSeq()).isEqualTo(1);
        assertThat(ping.mono()).isEqualTo(1_000_000);
        assertThat(ping.time()).isEqualTo(Traffic.BASE + 1_000_000);
        assertThat(ping.direction()).isEqualTo(CLIENT_TO_SERVER);
        assertThat(ping.kind()).isEqualTo(Kind.DATA);
        assertThat(ping.length()).isEqualTo(4);
        assertThat(ping.details()).isEqualTo(Details.NONE);
        assertThat(ping.capture()).isEqualTo(store.captures().get(0).name());
        assertThat(ping.conversation())
                .isEqualTo(Traffic.conversation(7, "tcp", "endpoint7", Policy.GAP)
                        .withNumber(ping.conversation().number()));
        assertThat(store.lastId()).isEqualTo(2);
        assertThat(store.message(2)).get().extracting(Message::direction).isEqualTo(SERVER_TO_CLIENT);
        assertThat(store.message(3)).isEmpty();
        assertThat(store.payload(3)).isEmpty();
    }

    @Test
    void keepsDetails() throws Exception {
        Details details = new Details(
                new Details.Failure(111, "Connection refused"),
                new Details.Gap(3L, "no room"),
                List.of(new Details.Range(4096, 5), new Details.Range(1L << 40, 1)),
                Map.of("key", true, "list", List.of("a", "b")));
        traffic.talk(1, "mapping").item(1, Kind.SNAPSHOT, NONE, 6, new byte[6], details);
        traffic.into(store);
        assertThat(all().get(0).details()).isEqualTo(details);
    }

    @Test
    void storesWhatCameTwiceOnce() throws Exception {
        traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").data(1, CLIENT_TO_SERVER, "b");
        List<WireItem> batch = traffic.take();
        store.append(traffic.spool, "box", batch).get();
        List<WireItem> more = new ArrayList<>(batch);
        more.addAll(traffic.data(1, CLIENT_TO_SERVER, "c").take());
        assertThat(store.append(traffic.spool, "box", batch).get()).isEqualTo(2);
        assertThat(store.append(traffic.spool, "box", more).get()).isEqualTo(3);
        assertThat(texts(all())).containsExactly("a", "b", "c");
    }

    @Test
    void refusesAHole() throws Exception {
        traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
        List<WireItem> batch = traffic.data(1, CLIENT_TO_SERVER, "b")
                .skipSeq(1)
                .data(1, CLIENT_TO_SERVER, "d")
                .take();
        assertThatThrownBy(() -> store.append(traffic.spool, "box", batch))
                .isInstanceOf(OutOfOrderException.class)
                .extracting(e -> ((OutOfOrderException) e).lastSeq())
                .isEqualTo(1L);
        assertThat(texts(all())).containsExactly("a");
    }

    @Test
    void refusesNonsenseAndStoresNothingOfIt() throws Exception {
        WireItem fine = new WireItem.Item(1, 0, 1, Kind.DATA, CLIENT_TO_SERVER, 1, ByteBuffer.allocate(1), null);
        WireItem wrong = new WireItem.Item(2, 0, 1, Kind.DATA, CLIENT_TO_SERVER, 1, ByteBuffer.allocate(2), null);
        List<WireItem> lying = List.of(new WireItem.TimeBase(0), fine, wrong);
        assertThatThrownBy(() -> store.append(traffic.spool, "box", lying))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("message 2");
        assertThatThrownBy(() -> store.append(traffic.spool, "box", List.of(fine)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time base");
        assertThat(all()).isEmpty();
        assertThat(store.lastSeq(traffic.spool)).isZero();
    }

    @Test
    void keepsSpoolsApart() throws Exception {
        Traffic other = new Traffic("other");
        traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
        other.talk(1, "udp")
                .data(1, CLIENT_TO_SERVER, "b")
                .data(1, CLIENT_TO_SERVER, "c")
                .into(store);
        assertThat(store.lastSeq(traffic.spool)).isEqualTo(1);
        assertThat(store.lastSeq(other.spool)).isEqualTo(2);
        assertThat(all()).extracting(m -> m.conversation().number()).containsExactly(1L, 2L, 2L);
        assertThat(all()).extracting(Message::agent).containsExactly("box", "other", "other");
    }

    @Test
    void resumesASpoolThatBeganElsewhere() throws Exception {
        assertThat(store.resume(traffic.spool, "box", 51, new Details.Gap(0L, ""))
                        .get())
                .isEqualTo(50);
        traffic.skipSeq(50).talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
        assertThat(texts(all())).containsExactly("a");
        assertThat(store.resume(traffic.spool, "box", 10, new Details.Gap(4L, "not this"))
                        .get())
                .isEqualTo(51);
        assertThat(store.resume(traffic.spool, "box", 62, new Details.Gap(10L, "refused"))
                        .get())
                .isEqualTo(61);
        assertThat(all()).last().satisfies(m -> {
            assertThat(m.kind()).isEqualTo(Kind.GAP);
            assertThat(m.details().gap()).isEqualTo(new Details.Gap(10L, "refused"));
        });
        assertThat(store.lastSeq(traffic.spool)).isEqualTo(61);
    }

    @Test
    void recordsAGapOfASpoolThatItDoesNotKnow() throws Exception {
        assertThat(store.resume(traffic.spool, "box", 51, new Details.Gap(null, "the spool was lost"))
                        .get())
                .isEqualTo(50);
        assertThat(all())
                .singleElement()
                .satisfies(m -> assertThat(m.details().gap()).isEqualTo(new Details.Gap(null, "the spool was lost")));
        traffic.skipSeq(50).talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
        assertThat(store.lastSeq(traffic.spool)).isEqualTo(51);
    }

    @Test
    void takesAnUnknownSpoolFromWhereItBegins() throws Exception {
        traffic.skipSeq(1000).talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a");
        assertThat(traffic.into(store)).isEqualTo(1001);
        assertThat(texts(all())).containsExactly("a");
    }

    @Test
    void learnsProcessesLater() throws Exception {
        var later = Traffic.conversation(1, "unix", "/run/x", Policy.GAP);
        traffic.talk(later.withProcesses(ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN))
                .data(1, CLIENT_TO_SERVER, "a")
                .into(store);
        assertThat(all().get(0).conversation().client()).isEqualTo(ProcessInfo.UNKNOWN);
        traffic.talk(later).into(store);
        assertThat(all().get(0).conversation().client()).isEqualTo(later.client());
    }

    @Test
    void keepsAMessageOfAConversationThatNobodyDescribed() throws Exception {
        traffic.data(9, CLIENT_TO_SERVER, "a").into(store);
        Message message = all().get(0);
        assertThat(message.conversation().mechanism()).isEqualTo("unknown");
        assertThat(message.conversation().client().pid()).isNull();
        traffic.talk(9, "tcp").into(store);
        assertThat(all().get(0).conversation().mechanism()).isEqualTo("tcp");
    }

    @Test
    void recordsAGapOnceWhereAnAgentEndedWithoutNotice() throws Exception {
        traffic.session(true)
                .talk(1, "tcp")
                .talk(2, "tcp")
                .talk(Traffic.conversation(3, "tcp", "x", Policy.BLOCK))
                .data(1, CLIENT_TO_SERVER, "a")
                .data(2, CLIENT_TO_SERVER, "b")
                .close(2)
                .data(3, CLIENT_TO_SERVER, "c")
                .into(store);
        List<WireItem> session = traffic.session(false).take();
        store.append(traffic.spool, "box", session).get();
        store.append(traffic.spool, "box", session).get();
        traffic.session(false).into(store);

        List<Message> gaps = all().stream().filter(m -> m.kind() == Kind.GAP).toList();
        assertThat(gaps).hasSize(1);
        assertThat(gaps.get(0).conversation().endpoint()).isEqualTo("endpoint1");
        assertThat(gaps.get(0).details().gap()).isEqualTo(new Details.Gap(null, Reasons.AGENT_ENDED));
        assertThat(store.conversations(Query.all(Filter.ALL), Long.MAX_VALUE))
                .hasSize(3)
                .noneMatch(ConversationSummary::open);
    }

    @Test
    void joinsParts() throws Exception {
        byte[] whole = new byte[3_000_000];
        new java.util.Random(4).nextBytes(whole);
        byte[] first = java.util.Arrays.copyOfRange(whole, 0, 1 << 20);
        byte[] second = java.util.Arrays.copyOfRange(whole, 1 << 20, 2 << 20);
        byte[] rest = java.util.Arrays.copyOfRange(whole, 2 << 20, whole.length);
        traffic.talk(1, "mapping").data(1, NONE, "before");
        assertThat(traffic.part(0, first).into(store)).isEqualTo(1);
        assertThat(traffic.part(0, first).part(1 << 20, second).into(store)).isEqualTo(1);
        traffic.item(1, Kind.DATA, CLIENT_TO_SERVER, whole.length, rest, Details.NONE)
                .data(1, NONE, "after");
        assertThat(traffic.into(store)).isEqualTo(3);

        assertThat(all()).hasSize(3);
        assertThat(all().get(1).payload()).isEqualTo(whole);
        assertThat(store.message(2).orElseThrow().payload()).isEqualTo(whole);
        try (var in = store.payload(2).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(whole);
        }
        assertThatThrownBy(() -> store.append(
                        traffic.spool, "box", traffic.part(5, first).take()))
                .isInstanceOf(OutOfOrderException.class);
    }

    @Test
    void keepsPayloadsOfAnySize() throws Exception {
        traffic.talk(1, "tcp");
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> sent = new ArrayList<>();
        for (int size : new int[] {0, 1, 63, 4096, 16_383, 16_384, 16_385, 65_536, 1 << 20}) {
            byte[] payload = new byte[size];
            random.nextBytes(payload);
            sent.add(payload);
            traffic.data(1, CLIENT_TO_SERVER, payload);
        }
        traffic.into(store);
        assertThat(all()).extracting(Message::payload).containsExactlyElementsOf(sent);
        Page cut = store.page(Query.newest(Filter.ALL, 3));
        assertThat(cut.messages()).extracting(m -> m.payload().length).containsExactly(512, 512, 512);
        assertThat(cut.messages()).extracting(Message::length).containsExactly(1L << 20, 65_536L, 16_385L);
    }

    @Test
    void pagesInBothOrders() throws Exception {
        traffic.talk(1, "tcp");
        for (int i = 1; i <= 10; i++) {
            traffic.data(1, CLIENT_TO_SERVER, "m" + i);
        }
        traffic.into(store);
        Query newest = Query.newest(Filter.ALL, 3).withTimeLimit(Duration.ofSeconds(20));
        Page page = store.page(newest);
        assertThat(texts(page.messages())).containsExactly("m10", "m9", "m8");
        assertThat(page.complete()).isTrue();
        assertThat(page.scannedTo()).isEqualTo(8);
        assertThat(page.scannedToTime()).isEqualTo(Traffic.BASE + 8_000_000);
        assertThat(texts(store.page(newest.withBefore(page.scannedTo())).messages()))
                .containsExactly("m7", "m6", "m5");
        assertThat(texts(store.page(newest.withAscending(true).withAfter(4)).messages()))
                .containsExactly("m5", "m6", "m7");
        assertThat(texts(store.page(newest.withAfter(9)).messages())).containsExactly("m10");
        assertThat(texts(all(Query.all(Filter.ALL).withLimit(2)))).containsExactly("m1", "m2");
        Count count = store.count(Query.all(Filter.ALL).withAfter(2).withBefore(6), c -> true);
        assertThat(count).isEqualTo(new Count(3, 6, 3, true));
    }

    @Test
    void streamsUntilTheConsumerHasEnough() throws Exception {
        traffic.talk(1, "tcp")
                .data(1, NONE, "a")
                .data(1, NONE, "b")
                .data(1, NONE, "c")
                .into(store);
        List<Message> seen = new ArrayList<>();
        store.stream(Query.all(Filter.ALL), m -> seen.add(m) && seen.size() < 2);
        assertThat(texts(seen)).containsExactly("a", "b");
    }

    @Test
    void sumsUpConversations() throws Exception {
        traffic.talk(1, "tcp")
                .talk(2, "udp")
                .item(1, Kind.OPEN, NONE, 0, new byte[0], Details.NONE)
                .data(1, CLIENT_TO_SERVER, "12345")
                .data(2, CLIENT_TO_SERVER, "x")
                .data(1, SERVER_TO_CLIENT, "123")
                .item(1, Kind.GAP, NONE, 0, new byte[0], Details.gap(4L, "no room"))
                .close(1)
                .into(store);
        List<ConversationSummary> found = store.conversations(Query.all(Filter.ALL), Long.MAX_VALUE);
        assertThat(found).hasSize(2);
        ConversationSummary udp = found.get(0);
        ConversationSummary tcp = found.get(1);
        assertThat(udp.conversation().mechanism()).isEqualTo("udp");
        assertThat(udp.open()).isTrue();
        assertThat(tcp.messages()).isEqualTo(2);
        assertThat(tcp.bytesToServer()).isEqualTo(5);
        assertThat(tcp.bytesToClient()).isEqualTo(3);
        assertThat(tcp.lost()).isEqualTo(4);
        assertThat(tcp.firstId()).isEqualTo(1);
        assertThat(tcp.lastId()).isEqualTo(6);
        assertThat(tcp.firstTime()).isEqualTo(Traffic.BASE + 1_000_000);
        assertThat(tcp.lastTime()).isEqualTo(Traffic.BASE + 6_000_000);
        assertThat(tcp.open()).isFalse();
        assertThat(tcp.agent()).isEqualTo("box");
        assertThat(store.conversations(Query.all(Filter.ALL), udp.conversation().number()))
                .containsExactly(tcp);
    }

    @Test
    void findsConversationsByWhatWasSaid() throws Exception {
        traffic.talk(1, "tcp").talk(2, "udp").talk(3, "tcp");
        traffic.data(1, CLIENT_TO_SERVER, "the secret").data(2, CLIENT_TO_SERVER, "nothing");
        traffic.data(3, SERVER_TO_CLIENT, "a SECRET too")
                .data(3, CLIENT_TO_SERVER, "x")
                .into(store);
        assertThat(talks("\"secret\"")).containsExactly("endpoint3", "endpoint1");
        assertThat(talks("\"secret\" dir:c2s")).containsExactly("endpoint1");
        assertThat(talks("len:7")).containsExactly("endpoint2");
        assertThat(talks("mech:tcp")).containsExactly("endpoint3", "endpoint1");
        assertThat(talks("\"absent\"")).isEmpty();
    }

    private List<String> talks(String filter) throws Exception {
        Query query = Query.all(FilterParser.parse(filter)).withLimit(10);
        ConversationSearch.Found found = ConversationSearch.find(store, query, Long.MAX_VALUE);
        assertThat(found.complete()).isTrue();
        return found.conversations().stream()
                .map(c -> c.conversation().endpoint())
                .toList();
    }

    @Test
    void showsDensity() throws Exception {
        traffic.talk(1, "tcp").talk(2, "udp");
        for (int i = 0; i < 100; i++) {
            traffic.data(i % 4 == 0 ? 2 : 1, CLIENT_TO_SERVER, "x");
        }
        traffic.item(1, Kind.GAP, NONE, 0, new byte[0], Details.gap(4L, "no room"))
                .into(store);
        Density density = store.density(Query.all(Filter.ALL), 10);
        assertThat(density.buckets()).hasSizeBetween(1, 10);
        assertThat(density.from()).isEqualTo(Traffic.BASE + 1_000_000);
        assertThat(density.from() + density.width() * density.buckets().size())
                .isGreaterThan(Traffic.BASE + 101_000_000);
        assertThat(sum(density, "tcp")).isEqualTo(75);
        assertThat(sum(density, "udp")).isEqualTo(25);
        assertThat(density.buckets().stream().mapToLong(Density.Bucket::gaps).sum())
                .isEqualTo(1);
    }

    @Test
    void showsWhenAConversationWasSilent() throws Exception {
        traffic.talk(1, "tcp");
        for (long second : new long[] {0, 1, 2, 85, 88, 95, 100}) {
            traffic.at(second * 1_000_000_000L).data(1, CLIENT_TO_SERVER, "x");
        }
        traffic.into(store);
        assertThat(store.density(Query.all(Filter.ALL), 10).buckets())
                .extracting(bucket -> bucket.messages().getOrDefault("tcp", 0L))
                .containsExactly(3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 2L, 2L);
        String after = "time>=" + Instant.ofEpochSecond(0, Traffic.BASE + 80_000_000_000L);
        Density later = store.density(Query.all(FilterParser.parse(after)), 10);
        assertThat(later.from()).isEqualTo(Traffic.BASE + 85_001_000_000L);
        assertThat(sum(later, "tcp")).isEqualTo(4);
    }

    private static long sum(Density density, String mechanism) {
        return density.buckets().stream()
                .mapToLong(b -> b.messages().getOrDefault(mechanism, 0L))
                .sum();
    }

    @Test
    void keepsCapturesApart() throws Exception {
        traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
        Capture first = store.captures().get(0);
        Capture second = store.startCapture("second");
        traffic.data(1, CLIENT_TO_SERVER, "b").data(1, CLIENT_TO_SERVER, "c").into(store);

        assertThat(store.captures()).extracting(Capture::name).containsExactly(first.name(), "second");
        assertThat(store.captures()).extracting(Capture::live).containsExactly(false, true);
        assertThat(store.captures()).extracting(Capture::firstId).containsExactly(1L, 2L);
        assertThat(store.captures()).extracting(Capture::lastId).containsExactly(1L, 3L);
        assertThat(texts(all(Query.all(Filter.ALL).withCapture(first.number()))))
                .containsExactly("a");
        assertThat(texts(all(Query.all(Filter.ALL).withCapture(second.number()))))
                .containsExactly("b", "c");
        assertThat(all()).extracting(Message::id).containsExactly(1L, 2L, 3L);
        assertThat(store.conversations(Query.all(Filter.ALL).withCapture(second.number()), Long.MAX_VALUE))
                .singleElement()
                .satisfies(s -> assertThat(s.messages()).isEqualTo(2));
        assertThat(store.conversations(Query.all(Filter.ALL), Long.MAX_VALUE))
                .singleElement()
                .satisfies(s -> assertThat(s.messages()).isEqualTo(3));

        store.renameCapture(first.number(), "old");
        assertThat(all().get(0).capture()).isEqualTo("old");
        assertThatThrownBy(() -> store.startCapture("old")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.renameCapture(second.number(), "old"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deletesCaptures() throws Exception {
        traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
        long first = store.captures().get(0).number();
        store.startCapture("second");
        traffic.data(1, CLIENT_TO_SERVER, "b").into(store);
        store.deleteCapture(first);
        assertThat(texts(all())).containsExactly("b");
        assertThat(store.message(1)).isEmpty();
        store.deleteCapture(store.captures().get(0).number());
        assertThat(all()).isEmpty();
        assertThat(store.captures()).singleElement().matches(Capture::live);
        assertThat(store.lastSeq(traffic.spool)).isEqualTo(2);
        traffic.data(1, CLIENT_TO_SERVER, "c").into(store);
        assertThat(all()).singleElement().satisfies(m -> {
            assertThat(m.id()).isEqualTo(3);
            assertThat(m.conversation().mechanism()).isEqualTo("tcp");
        });
        assertThatThrownBy(() -> store.deleteCapture(99)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsWhatIsLeftOutWhilePaused() throws Exception {
        traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
        store.pauseCapture(true);
        assertThat(store.captures().get(0).paused()).isTrue();
        traffic.data(1, CLIENT_TO_SERVER, "b").data(1, CLIENT_TO_SERVER, "c").into(store);
        assertThat(store.lastSeq(traffic.spool)).isEqualTo(3);
        assertThat(texts(all())).containsExactly("a");
        assertThat(store.status().skippedWhilePaused()).isEqualTo(2);
        store.pauseCapture(false);
        traffic.data(1, CLIENT_TO_SERVER, "d").into(store);
        assertThat(texts(all())).containsExactly("a", "", "d");
        assertThat(all().get(1).details().gap()).isEqualTo(new Details.Gap(2L, Reasons.PAUSED));
        assertThat(all()).extracting(Message::id).containsExactly(1L, 2L, 3L);
        assertThat(store.status().skippedWhilePaused()).isZero();
    }

    @Test
    void tellsItsStatus() throws Exception {
        traffic.talk(1, "tcp")
                .data(1, CLIENT_TO_SERVER, "a")
                .data(1, CLIENT_TO_SERVER, "b")
                .into(store);
        StoreStatus status = store.status();
        assertThat(status.messages()).isEqualTo(2);
        assertThat(status.bytes()).isPositive();
        assertThat(status.lastId()).isEqualTo(2);
        assertThat(status.lastTime()).isEqualTo(Traffic.BASE + 2_000_000);
        assertThat(status.lastCommit()).isPositive();
        assertThat(status.error()).isEmpty();
    }

    @Test
    void hasAnIdentityOfItsOwn() throws Exception {
        try (MessageStore other = open()) {
            assertThat(other.id()).isNotEqualTo(store.id()).isNotEqualTo(new UUID(0, 0));
        }
    }
}
