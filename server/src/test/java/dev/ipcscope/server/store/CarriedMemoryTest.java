package dev.ipcscope.server.store;

import static dev.ipcscope.agent.model.Direction.CLIENT_TO_SERVER;
import static dev.ipcscope.agent.model.Direction.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.memory.Moment;
import dev.ipcscope.server.memory.Rebuilder;
import dev.ipcscope.server.memory.When;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each segment can rebuild the memories that are watched, whatever became of those before it. */
class CarriedMemoryTest {

    private static final StoreLimits SMALL = StoreLimits.DEFAULT.withSegmentRows(1000);
    private static final int SIZE = 20_000;

    @TempDir
    Path folder;

    private final Traffic traffic = new Traffic("box").talk(1, "tcp").talk(2, "mapping");

    @Test
    void aMemoryThatDoesNotChangeOutlivesTheSegmentsThatToldIt() throws Exception {
        byte[] memory = new byte[SIZE];
        memory[7] = 1;
        try (SqliteMessageStore store = SqliteMessageStore.open(folder, SMALL)) {
            keyFrame(memory, "layout", List.of("0x07 u8 seven"));
            memory[9] = 2;
            change(9, memory[9]);
            bulk(store, 3500);
            assertMemory(store, memory);
            List<Message> carried = carried(store);
            assertThat(carried).hasSize(3);
            assertThat(carried.get(0).details().attributes())
                    .containsEntry("keyFrame", true)
                    .containsEntry("size", (long) SIZE)
                    .containsEntry("layout", List.of("0x07 u8 seven"));
            assertThat(carried.get(0).time()).isEqualTo(Traffic.BASE + 2_000_000);
            Moment moment = moment(store);
            assertThat(moment.previous()).isEqualTo(2);
            assertThat(moment.changed()).isEmpty();
            assertThat(moment.next()).isZero();
        }
        try (SqliteMessageStore store = SqliteMessageStore.open(folder, SMALL.keeping(1, Duration.ofDays(30_000)))) {
            bulk(store, 2500);
            Awaitility.await().until(store::isSealed);
            store.retainNow();
            assertThat(store.captures().get(0).removed()).isGreaterThan(2);
            assertMemory(store, memory);
            memory[11] = 3;
            change(11, memory[11]);
            bulk(store, 1);
            assertMemory(store, memory);
            assertThat(moment(store).layout().lines()).containsExactly("0x07 u8 seven");
        }
    }

    @Test
    void whatIsNotKnownForSureIsNotCarried() throws Exception {
        try (SqliteMessageStore store = SqliteMessageStore.open(folder, SMALL)) {
            traffic.talk(3, "mapping").talk(4, "mapping").talk(5, "mapping");
            keyFrame(new byte[10]);
            traffic.item(2, Kind.GAP, NONE, 0, new byte[0], Details.gap(1L, "spool full"));
            snapshot(3, 10, List.of(new Range(0, 1)), new byte[1]);
            snapshot(4, 10, List.of(new Range(0, 10)), new byte[10], SnapshotWords.KEY_FRAME, true);
            traffic.close(4);
            snapshot(5, 10, List.of(new Range(0, 10)), new byte[10], SnapshotWords.KEY_FRAME, true);
            bulk(store, 1500);
            assertThat(carried(store))
                    .extracting(message -> message.conversation().endpoint())
                    .containsExactly("endpoint5");
        }
    }

    @Test
    void aNewCaptureBeginsWithTheMemories() throws Exception {
        byte[] memory = {1, 2, 3};
        try (SqliteMessageStore store = SqliteMessageStore.open(folder, SMALL)) {
            keyFrame(memory);
            bulk(store, 1);
            store.startCapture("second");
            traffic.data(1, CLIENT_TO_SERVER, "x").into(store);
            assertThat(carried(store)).extracting(Message::capture).containsExactly("second");
            store.deleteCapture(store.captures().get(0).number());
            assertMemory(store, memory);
        }
    }

    @Test
    void snapshotsLeftOutByAPauseAreAGapOfTheirConversation() throws Exception {
        try (SqliteMessageStore store = SqliteMessageStore.open(folder, SMALL)) {
            keyFrame(new byte[10]);
            bulk(store, 1);
            store.pauseCapture(true);
            change(3, (byte) 7);
            bulk(store, 5);
            store.pauseCapture(false);
            assertThat(moment(store).doubt()).startsWith("1 snapshots were lost");
            List<Message> gaps = found(store, "kind:gap");
            assertThat(gaps).hasSize(2);
            assertThat(gaps.stream()
                            .mapToLong(gap -> Objects.requireNonNull(
                                    Objects.requireNonNull(gap.details().gap()).count()))
                            .sum())
                    .isEqualTo(6);
        }
    }

    private void keyFrame(byte[] memory, Object... attributes) {
        Object[] all = java.util.Arrays.copyOf(attributes, attributes.length + 2);
        all[attributes.length] = SnapshotWords.KEY_FRAME;
        all[attributes.length + 1] = true;
        snapshot(2, memory.length, List.of(new Range(0, memory.length)), memory.clone(), all);
    }

    private void change(int at, byte value) {
        snapshot(2, SIZE, List.of(new Range(at, 1)), new byte[] {value});
    }

    private void snapshot(long talk, long size, List<Range> ranges, byte[] bytes, Object... attributes) {
        Map<String, Object> all = new TreeMap<>(Map.of(SnapshotWords.SIZE, size));
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i].toString(), attributes[i + 1]);
        }
        traffic.item(talk, Kind.SNAPSHOT, NONE, bytes.length, bytes, new Details(null, null, ranges, all));
    }

    /** Other messages, in batches that segments can be cut between. */
    private void bulk(MessageStore store, int messages) throws Exception {
        for (int i = 1; i <= messages; i++) {
            traffic.data(1, CLIENT_TO_SERVER, "m");
            if (i % 500 == 0 || i == messages) {
                traffic.into(store);
            }
        }
    }

    private static Moment moment(MessageStore store) throws IOException {
        return new Rebuilder(store).at(2, When.NOW, null).orElseThrow();
    }

    private static void assertMemory(MessageStore store, byte[] expected) throws IOException {
        Moment moment = moment(store);
        byte[] bytes = moment.image().copy(0, moment.image().size());
        assertThat(moment.doubt()).isEmpty();
        assertThat(java.util.Arrays.mismatch(bytes, expected)).isEqualTo(-1);
    }

    private static List<Message> carried(MessageStore store) throws Exception {
        return found(store, "kind:snapshot").stream()
                .filter(message -> message.details().attributes().containsKey(SnapshotWords.CARRIED))
                .toList();
    }

    private static List<Message> found(MessageStore store, String filter) throws Exception {
        List<Message> found = new ArrayList<>();
        Filter parsed = FilterParser.parse(filter);
        store.stream(Query.all(parsed), found::add);
        return found;
    }
}
