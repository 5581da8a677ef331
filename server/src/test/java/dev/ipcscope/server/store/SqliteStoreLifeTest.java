package dev.ipcscope.server.store;

import static dev.ipcscope.agent.model.Direction.CLIENT_TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store's folder goes through: restarts, retention, deleting, another server, another version. */
final class SqliteStoreLifeTest {
    @TempDir
    Path folder;

    private final Traffic traffic = new Traffic("box");

    private SqliteMessageStore open(StoreLimits limits) throws IOException {
        return SqliteMessageStore.open(folder, limits);
    }

    private static List<Message> all(MessageStore store) throws IOException {
        List<Message> found = new ArrayList<>();
        store.stream(Query.all(Filter.ALL), found::add);
        return found;
    }

    private void fill(MessageStore store, int batches, int each, String text) throws Exception {
        for (int i = 0; i < batches; i++) {
            for (int k = 0; k < each; k++) {
                traffic.data(1, CLIENT_TO_SERVER, text + k);
            }
            traffic.into(store);
        }
    }

    @Test
    void goesOnWhereItWas() throws Exception {
        UUID id;
        try (MessageStore store = open(StoreLimits.DEFAULT)) {
            id = store.id();
            traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, new byte[20_000]);
            traffic.into(store);
            store.renameCapture(1, "first");
        }
        try (MessageStore store = open(StoreLimits.DEFAULT)) {
            assertThat(store.id()).isEqualTo(id);
            assertThat(store.lastSeq(traffic.spool)).isEqualTo(1);
            traffic.data(1, CLIENT_TO_SERVER, "b").close(1).into(store);
            assertThat(all(store)).extracting(Message::id).containsExactly(1L, 2L, 3L);
            assertThat(all(store)).extracting(Message::capture).containsOnly("first");
            assertThat(all(store)).extracting(m -> m.conversation().number()).containsOnly(1L);
            assertThat(store.conversations(Query.all(Filter.ALL), Long.MAX_VALUE))
                    .singleElement()
                    .satisfies(s -> assertThat(s.bytesToServer()).isEqualTo(20_001))
                    .satisfies(s -> assertThat(s.open()).isFalse());
        }
    }

    @Test
    void readsOverManySegmentsAndAfterARestart() throws Exception {
        StoreLimits small = StoreLimits.DEFAULT.withSegmentRows(1000);
        traffic.talk(1, "tcp");
        try (SqliteMessageStore store = open(small)) {
            fill(store, 7, 700, "x");
            Awaitility.await().until(store::isSealed);
            assertThat(store.count(Query.all(Filter.ALL), c -> true).messages()).isEqualTo(4900);
        }
        try (SqliteMessageStore store = open(small)) {
            assertThat(all(store)).hasSize(4900);
            assertThat(store.lastSeq(traffic.spool)).isEqualTo(4900);
            assertThat(store.conversations(Query.all(Filter.ALL), Long.MAX_VALUE))
                    .singleElement()
                    .matches(s -> s.messages() == 4900 && s.open());
            fill(store, 1, 1, "y");
            assertThat(store.lastId()).isEqualTo(4901);
        }
    }

    @Test
    void whatBecomesKnownLaterIsSaidOfSealedSegmentsToo() throws Exception {
        StoreLimits small = StoreLimits.DEFAULT.withSegmentRows(1000);
        Conversation known = Traffic.conversation(1, "tcp", "endpoint1", Policy.GAP);
        traffic.talk(new Conversation(
                1,
                "tcp",
                "endpoint1",
                known.tap(),
                Policy.GAP,
                known.opened(),
                ProcessInfo.UNKNOWN,
                ProcessInfo.UNKNOWN,
                "here",
                "there"));
        try (SqliteMessageStore store = open(small)) {
            fill(store, 3, 700, "x");
            Awaitility.await().until(store::isSealed);
            assertThat(all(store))
                    .extracting(m -> m.conversation().client().name())
                    .containsOnlyNulls();
            traffic.talk(known).data(1, CLIENT_TO_SERVER, "y").into(store);
            assertNamed(store, 2101);
            traffic.close(1).talk(2, "udp").into(store);
            for (int i = 0; i < 3000; i++) {
                traffic.data(2, CLIENT_TO_SERVER, "z");
            }
            traffic.into(store);
            Awaitility.await().until(store::isSealed);
            assertNamed(store, 2102);
        }
        try (SqliteMessageStore store = open(small)) {
            assertNamed(store, 2102);
        }
    }

    private static void assertNamed(SqliteMessageStore store, long messages) throws Exception {
        Filter named = FilterParser.parse("proc:client1");
        assertThat(store.count(Query.all(named), c -> true).messages()).isEqualTo(messages);
        assertThat(store.message(1))
                .get()
                .extracting(m -> m.conversation().client().name())
                .isEqualTo("client1");
    }

    @Test
    void retentionBySizeDeletesTheOldestAndLeavesARecord() throws Exception {
        StoreLimits small = StoreLimits.DEFAULT.withSegmentRows(1000).keeping(2_500_000, Duration.ofDays(30000));
        traffic.talk(1, "tcp");
        try (SqliteMessageStore store = open(small)) {
            for (int i = 0; i < 8; i++) {
                fill(store, 1, 1000, "some text that is long enough to matter ".repeat(12));
            }
            Awaitility.await().until(store::isSealed);
            store.retainNow();
            Capture capture = store.captures().get(0);
            assertThat(capture.removed()).isPositive().isLessThan(8000);
            assertThat(capture.firstId()).isEqualTo(capture.removed() + 1);
            assertThat(capture.lastId()).isEqualTo(8000);
            assertThat(all(store).get(0).id()).isEqualTo(capture.firstId());
            assertThat(store.status().bytes()).isLessThan(3_500_000);
            assertThat(store.lastSeq(traffic.spool)).isEqualTo(8000);
        }
    }

    @Test
    void retentionByAgeDeletesWhatIsOld() throws Exception {
        StoreLimits small = StoreLimits.DEFAULT.withSegmentRows(100).keeping(1L << 40, Duration.ofHours(1));
        traffic.talk(1, "tcp");
        try (SqliteMessageStore store = open(small)) {
            fill(store, 3, 100, "of January");
            Awaitility.await().until(store::isSealed);
            store.retainNow();
            assertThat(all(store)).hasSize(300);
            age(Duration.ofHours(2));
            store.retainNow();
            assertThat(store.captures().get(0).removed()).isEqualTo(300);
            assertThat(all(store)).isEmpty();
            fill(store, 1, 1, "now");
            assertThat(store.lastId()).isEqualTo(301);
        }
    }

    @Test
    void aSmallBoundHoldsUnderConstantLoadAndWhatWasDeletedIsCounted() throws Exception {
        long bound = 24L << 20;
        long stored = 0;
        String text = "some text that is long enough to matter ".repeat(25);
        traffic.talk(1, "tcp");
        try (SqliteMessageStore store = open(StoreLimits.DEFAULT.keeping(bound, Duration.ofDays(30000)))) {
            for (int i = 0; i < 60; i++) {
                traffic.data(1, CLIENT_TO_SERVER, new byte[500_000]);
                fill(store, 1, 1000, text);
                stored += 1001;
                assertThat(store.status().bytes()).as("after %d batches", i).isLessThan(3 * bound);
            }
            Awaitility.await().until(store::isSealed);
            store.retainNow();
            assertThat(store.status().bytes()).isLessThan(bound + bound / 2);
            Capture capture = store.captures().get(0);
            assertThat(capture.removed()).isPositive();
            assertThat(capture.removed() + all(store).size()).isEqualTo(stored);
            assertThat(capture.lastId()).isEqualTo(stored);
        }
    }

    @Test
    void whatCameSlowlyGrowsTooOldAsWell() throws Exception {
        StoreLimits brief = StoreLimits.DEFAULT.keeping(1L << 40, Duration.ofSeconds(2));
        traffic.talk(1, "tcp");
        try (SqliteMessageStore store = open(brief)) {
            fill(store, 1, 10, "never enough to fill a segment");
            Awaitility.await().until(() -> {
                store.retainNow();
                return store.captures().get(0).removed() == 10;
            });
            assertThat(all(store)).isEmpty();
        }
    }

    @Test
    void whatIsToldLateOfAConversationFindsItAfterARestartToo() throws Exception {
        StoreLimits small = StoreLimits.DEFAULT.withSegmentRows(10);
        try (SqliteMessageStore store = open(small)) {
            traffic.talk(1, "tcp").talk(2, "udp").data(1, CLIENT_TO_SERVER, "a");
            traffic.close(1);
            fill(store, 1, 20, "its segment is full with this");
            traffic.data(2, CLIENT_TO_SERVER, "of the next segment").into(store);
            Awaitility.await().until(store::isSealed);
        }
        try (SqliteMessageStore store = open(small)) {
            traffic.talk(1, "tcp").item(1, Kind.EVENT, Direction.NONE, 0, new byte[0], Details.NONE);
            traffic.into(store);
            assertThat(all(store)).last().satisfies(m -> {
                assertThat(m.kind()).isEqualTo(Kind.EVENT);
                assertThat(m.conversation().number()).isEqualTo(1);
            });
            assertThat(store.conversations(Query.all(Filter.ALL), Long.MAX_VALUE))
                    .hasSize(2)
                    .anySatisfy(s -> {
                        assertThat(s.conversation().number()).isEqualTo(1);
                        assertThat(s.open()).isFalse();
                    });
        }
    }

    private void age(Duration by) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".db")).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(by)));
            }
        }
    }

    @Test
    void deletingErasesTheBytes() throws Exception {
        byte[] large = "SECRET-LARGE".repeat(4000).getBytes(StandardCharsets.UTF_8);
        try (SqliteMessageStore store = open(StoreLimits.DEFAULT.withSegmentRows(50))) {
            traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, large);
            fill(store, 4, 40, "SECRET-SMALL");
            Awaitility.await().until(store::isSealed);
            assertThat(holds("SECRET-LARGE")).isTrue();
            assertThat(holds("SECRET-SMALL")).isTrue();
            store.deleteCapture(store.captures().get(0).number());
            assertThat(holds("SECRET-LARGE")).isFalse();
            assertThat(holds("SECRET-SMALL")).isFalse();
            fill(store, 1, 1, "after");
            assertThat(all(store)).extracting(Message::id).containsExactly(162L);
        }
    }

    private boolean holds(String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (bytes.contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void refusesASecondServerAndANewerStore() throws Exception {
        try (MessageStore store = open(StoreLimits.DEFAULT)) {
            assertThat(store.lastId()).isZero();
            assertThatThrownBy(() -> open(StoreLimits.DEFAULT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another server");
        }
        try (Connection catalog = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("catalog.db"))) {
            Sqlite.run(catalog, "PRAGMA user_version=99");
        }
        byte[] before = Files.readAllBytes(folder.resolve("catalog.db"));
        assertThatThrownBy(() -> open(StoreLimits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer ipcscope");
        assertThat(Files.readAllBytes(folder.resolve("catalog.db"))).isEqualTo(before);
    }

    @Test
    void belongsToItsOwnerAlone() throws Exception {
        try (MessageStore store = open(StoreLimits.DEFAULT)) {
            traffic.talk(1, "tcp").data(1, CLIENT_TO_SERVER, "a").into(store);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.toList())
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                                .allMatch(p -> p.name().startsWith("OWNER")));
            }
            assertThat(Files.getPosixFilePermissions(folder))
                    .allMatch(p -> p.name().startsWith("OWNER"));
        }
    }

    @Test
    void countsAPauseOverARestartOfTheSegment() throws Exception {
        try (SqliteMessageStore store = open(StoreLimits.DEFAULT.withSegmentRows(10))) {
            traffic.talk(1, "tcp");
            fill(store, 1, 20, "a");
            store.pauseCapture(true);
            fill(store, 2, 20, "b");
            store.startCapture("next");
            assertThat(all(store)).hasSize(21).last().satisfies(m -> {
                assertThat(m.kind()).isEqualTo(Kind.GAP);
                assertThat(m.details().gap()).isEqualTo(new Details.Gap(40L, Reasons.PAUSED));
            });
            fill(store, 1, 1, "c");
            assertThat(all(store)).last().extracting(Message::capture).isEqualTo("next");
        }
    }
}
