package dev.ipcscope.server.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.server.store.InMemoryMessageStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RebuilderTest {

    private static final byte[] NONE = {};

    private final InMemoryMessageStore store = new InMemoryMessageStore();
    private final Snapshots snapshots = new Snapshots().talk(1, "/dev/shm/a");
    private final Rebuilder rebuilder = new Rebuilder(store);

    @Test
    void everyMomentOfRandomChangesIsRebuilt() throws Exception {
        long seed = Long.getLong("ipcscope.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> states = new ArrayList<>();
        byte[] memory = new byte[300];
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(1, 40)];
            random.nextBytes(bytes);
            int at = random.nextInt(memory.length - bytes.length);
            memory = memory.clone();
            System.arraycopy(bytes, 0, memory, at, bytes.length);
            states.add(memory);
            if (i % 37 == 0) {
                snapshots.keyFrame(1, memory);
            } else {
                snapshots.change(1, memory.length, at, bytes);
            }
        }
        snapshots.into(store);
        for (int i = 0; i < 200; i++) {
            Moment byId = moment(When.after(i + 1));
            assertThat(bytes(byId)).as("seed %d, moment %d", seed, i).isEqualTo(states.get(i));
            assertThat(byId.previous()).isEqualTo(i);
            assertThat(byId.next()).isEqualTo(i == 199 ? 0 : i + 2);
            assertThat(byId.doubt()).isEmpty();
            Moment byTime = moment(new When(Snapshots.FIRST + i * 1_000_000L + 500, Long.MAX_VALUE));
            assertThat(byTime.snapshot().id()).isEqualTo(i + 1);
            assertThat(bytes(byTime)).isEqualTo(states.get(i));
        }
        assertThat(bytes(moment(When.NOW))).isEqualTo(memory);
    }

    @Test
    void tellsWhatTheSnapshotChangedAlsoWhenItIsAKeyFrame() throws Exception {
        snapshots
                .keyFrame(1, new byte[] {1, 2, 3, 4})
                .change(1, 4, 0, new byte[] {9, 2, 8})
                .keyFrame(1, new byte[] {9, 2, 8, 7})
                .into(store);
        assertThat(moment(When.after(1)).changed()).isEmpty();
        assertThat(moment(When.after(2)).changed()).containsExactly(new Range(0, 1), new Range(2, 1));
        assertThat(moment(When.after(2)).recent()).isEmpty();
        assertThat(moment(When.after(3)).changed()).containsExactly(new Range(3, 1));
        assertThat(moment(When.after(3)).recent()).containsExactly(new Range(0, 1), new Range(2, 1));
    }

    @Test
    void namesTheValuesAndWhatTheyWereBefore() throws Exception {
        List<String> layout = List.of("0x00 u8 a", "0x01 u8[2] b", "0x03 u16le c");
        snapshots
                .keyFrame(1, new byte[] {1, 2, 3, 4}, "layout", layout)
                .change(1, 4, 2, new byte[] {8}, "torn", true)
                .into(store);
        Moment moment = moment(When.NOW);
        assertThat(moment.torn()).isTrue();
        assertThat(moment.values())
                .containsExactly(
                        new Moment.Named("a", 0, "u8", 1L, 1L, false),
                        new Moment.Named("b[0]", 1, "u8[2]", 2L, 2L, false),
                        new Moment.Named("b[1]", 2, "u8[2]", 8L, 3L, true));
        assertThat(rebuilder
                        .at(1, When.NOW, LayoutFile.parse("2 u16be x"))
                        .orElseThrow()
                        .values())
                .containsExactly(new Moment.Named("x", 2, "u16be", 0x804L, 0x304L, true));
    }

    @Test
    void withoutAKeyFrameWhatWasNotToldIsUnknownAndSaid() throws Exception {
        snapshots.change(1, 4, 1, new byte[] {7}, "layout", "ignored").into(store);
        Moment moment =
                rebuilder.at(1, When.NOW, LayoutFile.parse("0 u8 a\n1 u8 b")).orElseThrow();
        assertThat(moment.image().unknown()).isEqualTo(3);
        assertThat(moment.doubt()).contains("no snapshot of the whole memory before");
        assertThat(moment.values()).extracting(Moment.Named::value).containsExactly(null, 7L);
    }

    @Test
    void aLossAndAnEndAreSaid() throws Exception {
        snapshots
                .keyFrame(1, new byte[] {1, 2})
                .item(1, Kind.GAP, NONE, Details.gap(3L, "spool full"))
                .change(1, 2, 0, new byte[] {5})
                .keyFrame(1, new byte[] {6, 2})
                .item(1, Kind.CLOSE, NONE, Details.NONE)
                .into(store);
        assertThat(moment(When.after(1)).doubt()).isEmpty();
        assertThat(moment(When.after(3)).doubt()).startsWith("3 snapshots were lost");
        assertThat(moment(When.after(4)).doubt()).isEmpty();
        assertThat(moment(When.NOW).doubt()).startsWith("The conversation ended at 2026-01-02T03:04:05.005");
    }

    @Test
    void tellsWhoHadItOpen() throws Exception {
        Map<String, Object> writer = Map.of("pid", 7L, "name", "sensord", "access", "write");
        Map<String, Object> reader = Map.of("pid", 8L, "name", "dash", "access", "read");
        snapshots
                .keyFrame(1, new byte[1])
                .item(1, Kind.EVENT, NONE, Details.of(Map.of("holders", List.of(writer))))
                .change(1, 1, 0, new byte[] {1})
                .item(1, Kind.EVENT, NONE, Details.of(Map.of("holders", List.of(writer, reader))))
                .change(1, 1, 0, new byte[] {2})
                .into(store);
        assertThat(moment(When.after(1)).holders()).containsExactly(new Moment.Holder(7, "sensord", true));
        assertThat(moment(When.after(3)).holders()).containsExactly(new Moment.Holder(7, "sensord", true));
        assertThat(moment(When.after(5)).holders())
                .containsExactly(new Moment.Holder(7, "sensord", true), new Moment.Holder(8, "dash", false));
    }

    @Test
    void beforeTheFirstSnapshotThereIsNothing() throws Exception {
        snapshots.keyFrame(1, new byte[1]).into(store);
        assertThat(rebuilder.at(1, new When(Snapshots.FIRST - 1, Long.MAX_VALUE), null))
                .isEmpty();
        assertThat(rebuilder.at(1, When.after(0), null)).isEmpty();
        assertThat(rebuilder.at(99, When.NOW, null)).isEmpty();
    }

    @Test
    void aPartOfALargeMemoryIsRebuiltWithThoseThatHaveNames() throws Exception {
        byte[] memory = new byte[1 << 20];
        new SplittableRandom(7).nextBytes(memory);
        snapshots
                .keyFrame(1, memory, "layout", List.of("0x02 u8 two"))
                .change(1, memory.length, 2, new byte[] {9})
                .change(1, memory.length, 500_000, new byte[] {(byte) ~memory[500_000], memory[500_001], 0})
                .into(store);
        memory[2] = 9;
        memory[500_000] = (byte) ~memory[500_000];
        memory[500_002] = 0;
        Moment part = rebuilder
                .find(1, When.NOW, null, new Range(500_000, 2))
                .orElseThrow()
                .rebuild();
        assertThat(part.image().copy(500_000, 500_002)).isEqualTo(Arrays.copyOfRange(memory, 500_000, 500_002));
        assertThat(part.changed()).containsExactly(new Range(500_000, 1));
        assertThat(part.recent()).containsExactly(new Range(2, 1));
        assertThat(part.values()).extracting(Moment.Named::value).containsExactly(9L);
        assertThat(bytes(moment(When.NOW))).isEqualTo(memory);
        assertThat(rebuilder.find(1, When.NOW, null, new Range(Long.MAX_VALUE, Long.MAX_VALUE)))
                .isPresent();
    }

    @Test
    void whatTheHeapHasNoRoomForIsRefusedInWords() {
        long much = Runtime.getRuntime().maxMemory();
        assertThatThrownBy(() -> HeapRoom.alone(much, "to rebuild /dev/shm/a", () -> "made"))
                .isInstanceOf(NotNowException.class)
                .hasMessageContaining("to rebuild /dev/shm/a takes " + ((much + (1 << 20) - 1) >> 20) + " MiB of heap")
                .hasMessageContaining("MiB are free: start the server with a larger -Xmx")
                .hasMessageContaining("fewer bytes");
    }

    @Test
    void readsMoments() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
        long nanos = Instant.parse("2026-11-23T10:32:07.5Z").toEpochMilli() * 1_000_000;
        assertThat(When.parse("10:32:07.5", clock)).isEqualTo(new When(nanos, Long.MAX_VALUE));
        assertThat(When.parse("2026-11-23T11:32:07.5+01:00", clock)).isEqualTo(new When(nanos, Long.MAX_VALUE));
        assertThat(When.parse("id:12", clock)).isEqualTo(When.after(12));
        assertThat(When.parse(" ", clock)).isEqualTo(When.NOW);
        assertThatThrownBy(() -> When.parse("noon", clock)).hasMessageContaining("'noon' is not a time such as");
    }

    @Test
    void snapshotsOfAFilterAreAFilter() throws Exception {
        assertThat(Rebuilder.snapshotsOf(Filter.ALL)).isEqualTo(FilterParser.parse("kind:snapshot"));
        assertThat(Rebuilder.snapshotsOf(FilterParser.parse("mech:tcp or endpoint:x")))
                .isEqualTo(FilterParser.parse("(mech:tcp or endpoint:x) kind:snapshot"));
    }

    private Moment moment(When when) throws Exception {
        return rebuilder.at(1, when, null).orElseThrow();
    }

    private static byte[] bytes(Moment moment) {
        return moment.image().copy(0, moment.image().size());
    }
}
