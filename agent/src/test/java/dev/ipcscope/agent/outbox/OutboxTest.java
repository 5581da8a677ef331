package dev.ipcscope.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.wire.DetailsCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final long SEED = Long.getLong("ipcscope.seed", 20261123);

    @TempDir
    Path folder;

    private final Sink sink = new Sink();

    @Test
    void everythingRecordedArrivesOnceAndInOrder() throws Exception {
        try (Outbox outbox = sink.connect(open(64 << 20))) {
            sink.failEvery(7);
            SplittableRandom random = new SplittableRandom(SEED);
            ConversationLog log = recorder(outbox, "gap").open("1.2.3.4:5", "here");
            for (int i = 0; i < 20_000; i++) {
                log.data(i % 2 == 0 ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT, text("message " + i));
                if (random.nextInt(1000) == 0) {
                    assertThat(outbox.flush(LIMIT)).isTrue();
                }
            }
            log.close(Details.of(Map.of("how", "end")));
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(texts())
                    .isEqualTo(IntStream.range(0, 20_000)
                            .mapToObj(i -> "message " + i)
                            .toList());
            assertThat(sink.messages(Kind.OPEN)).hasSize(1);
            assertThat(sink.messages(Kind.CLOSE)).hasSize(1);
            assertThat(sink.conversations.values()).first().satisfies(c -> {
                assertThat(c.clientAddress()).isEqualTo("1.2.3.4:5");
                assertThat(c.endpoint()).isEqualTo("127.0.0.1:0");
            });
            assertThat(outbox.counters()).satisfies(c -> {
                assertThat(c.captured()).isEqualTo(20_002);
                assertThat(c.dropped()).isEmpty();
                assertThat(c.acknowledged()).isEqualTo(c.lastSeq());
                assertThat(c.inSpool()).isZero();
            });
        }
    }

    @Test
    void onlyMessagesAreCountedAsWaiting() throws Exception {
        try (Outbox outbox = open(64 << 20)) {
            assertThat(outbox.counters())
                    .satisfies(c -> assertThat(c.inMemory() + c.inSpool()).isZero());
            ConversationLog log = recorder(outbox, "block").open("c", "s");
            log.data(Direction.CLIENT_TO_SERVER, text("one"));
            assertThat(outbox.counters())
                    .satisfies(c -> assertThat(c.inMemory() + c.inSpool())
                            .as("open and data")
                            .isEqualTo(c.captured())
                            .isEqualTo(2));
        }
    }

    /** The threads that store sleep ten seconds when nothing is recorded; without being woken they'd be found out here. */
    @Test
    void whatComesAfterASilenceArrivesAtOnce() throws Exception {
        try (Outbox outbox = sink.connect(open(64 << 20))) {
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            for (int i = 1; i <= 4; i++) {
                int number = i;
                await().pollDelay(Duration.ofMillis(700)).until(() -> true); // a silence
                log.data(Direction.CLIENT_TO_SERVER, text("message " + i));
                await().atMost(Duration.ofSeconds(4))
                        .until(() -> sink.messages(Kind.DATA).size() == number);
            }
        }
    }

    @Test
    void underBlockARecordIsInTheSpoolFileWhenTheCallReturns() throws Exception {
        try (Outbox outbox = open(64 << 20)) {
            ConversationLog log = recorder(outbox, "block").open(null, null);
            for (int i = 0; i < 50; i++) {
                String secret = "block-" + i + "-" + Long.toHexString(new SplittableRandom(SEED + i).nextLong());
                log.data(Direction.CLIENT_TO_SERVER, text(secret));
                assertThat(spoolText()).contains(secret);
            }
        }
    }

    @Test
    void keepCutsThePayloadAndKeepsTheLength() throws Exception {
        try (Outbox outbox = sink.connect(open(64 << 20))) {
            TapSpec spec = TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:1?keep=4");
            outbox.recorder(spec).open(null, null).data(Direction.CLIENT_TO_SERVER, text("0123456789"));
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(sink.messages(Kind.DATA)).singleElement().satisfies(m -> {
                assertThat(m.item().length()).isEqualTo(10);
                assertThat(new String(m.payload(), StandardCharsets.US_ASCII)).isEqualTo("0123");
            });
        }
    }

    @Test
    void largePayloadsArriveWhole() throws Exception {
        try (Outbox outbox = sink.connect(open(256 << 20))) {
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            int[] sizes = {262_000, 263_000, 524_000, 1 << 20, (1 << 20) + 1, 5_000_000, 40_000_000};
            for (int size : sizes) {
                log.data(Direction.CLIENT_TO_SERVER, random(size));
                log.data(Direction.SERVER_TO_CLIENT, text("between"));
            }
            assertThat(outbox.flush(LIMIT)).isTrue();
            List<Sink.Got> got = sink.messages(Kind.DATA);
            assertThat(got).hasSize(2 * sizes.length);
            for (int i = 0; i < sizes.length; i++) {
                assertThat(ByteBuffer.wrap(got.get(2 * i).payload())).isEqualTo(random(sizes[i]));
            }
            assertThat(outbox.counters().captured()).isEqualTo(2 * sizes.length + 1);
        }
    }

    @Test
    void whatTheServerDoesntHaveIsSentAfterARestart() throws Exception {
        try (Outbox outbox = open(64 << 20)) {
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            log.data(Direction.CLIENT_TO_SERVER, text("before"));
            log.close(Details.NONE);
        }
        try (Outbox outbox = sink.connect(open(64 << 20))) {
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            log.data(Direction.CLIENT_TO_SERVER, text("after"));
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(texts()).containsExactly("before", "after");
            assertThat(sink.conversations).hasSize(2);
            assertThat(sink.sessions).extracting(s -> s.clean()).containsExactly(true, true);
        }
    }

    @Test
    void aTornTailIsCutAndTheSessionSaysThatTheLastOneEndedBadly() throws Exception {
        Path copy = folder.resolve("copy");
        try (Outbox outbox = open(64 << 20)) {
            ConversationLog log = recorder(outbox, "block").open(null, null);
            log.data(Direction.CLIENT_TO_SERVER, text("whole"));
            log.data(Direction.CLIENT_TO_SERVER, text("torn"));
            Files.createDirectory(copy);
            for (Path file : spoolFiles()) {
                Path torn = Files.copy(file, copy.resolve(file.getFileName()));
                try (var channel = java.nio.channels.FileChannel.open(torn, StandardOpenOption.WRITE)) {
                    channel.truncate(channel.size() - 3);
                }
            }
        }
        try (Outbox outbox = sink.connect(new Outbox(copy, 64 << 20, "0.1.0"))) {
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(texts()).containsExactly("whole");
            assertThat(sink.sessions).extracting(s -> s.clean()).containsExactly(true, false);
        }
    }

    @Test
    void underGapAFullSpoolDropsAndAGapSaysHowMany() throws Exception {
        try (Outbox outbox = open(2 << 20)) {
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            int sent = 0;
            while (outbox.counters().dropped().isEmpty() || sent % 100 != 0) {
                log.data(Direction.CLIENT_TO_SERVER, random(60_000));
                sent++;
            }
            log.close(Details.NONE);
            assertThat(log.lostSinceLastAsked()).isTrue();
            assertThat(log.lostSinceLastAsked()).isFalse();
            assertThat(outbox.counters().spoolError()).contains("full");
            long lost = outbox.counters().dropped().values().stream()
                    .mapToLong(n -> n)
                    .sum();
            sink.connect(outbox);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sink.messages(Kind.CLOSE)).hasSize(1));
            assertThat(sink.messages(Kind.DATA)).hasSize(sent - (int) lost);
            assertThat(sink.messages(Kind.GAP)).singleElement().satisfies(m -> {
                Details.Gap gap = DetailsCodec.decode(m.item().details()).gap();
                assertThat(gap).isNotNull().extracting(Details.Gap::count).isEqualTo(lost);
            });
            assertThat(outbox.counters().gaps()).isEqualTo(1);
        }
    }

    @Test
    void underBlockAFullSpoolWaitsAndGoesOn() throws Exception {
        try (Outbox outbox = open(2 << 20)) {
            ConversationLog log = recorder(outbox, "block").open(null, null);
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    log.data(Direction.CLIENT_TO_SERVER, random(60_000));
                }
            });
            writer.start();
            await().atMost(LIMIT).until(() -> outbox.counters().spoolError().contains("full"));
            assertThat(writer.isAlive()).isTrue();
            sink.connect(outbox);
            writer.join(LIMIT.toMillis());
            assertThat(writer.isAlive()).isFalse();
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(sink.messages(Kind.DATA)).hasSize(100);
            assertThat(sink.messages(Kind.GAP)).isEmpty();
        }
    }

    @Test
    void segmentsThatTheServerHasAreDeletedAndAServerThatForgotGetsTheRestWithItsConversations() throws Exception {
        try (Outbox outbox = sink.connect(open(32 << 20))) {
            ConversationLog log = recorder(outbox, "gap").open("early", null);
            for (int i = 0; i < 600; i++) {
                log.data(Direction.CLIENT_TO_SERVER, random(60_000));
                if (i % 50 == 0) {
                    assertThat(outbox.flush(LIMIT)).isTrue();
                }
            }
            assertThat(outbox.flush(LIMIT)).isTrue();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(spoolFiles()).hasSizeLessThanOrEqualTo(2));
            sink.forgetAll();
            log.data(Direction.CLIENT_TO_SERVER, text("news"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(texts()).contains("news"));
            assertThat(sink.conversations.values()).anyMatch(c -> "early".equals(c.clientAddress()));
            assertThat(outbox.counters().dropped()).isEmpty();
        }
    }

    @Test
    void aServerThatIsAwayGetsEverythingWhenItIsBack() throws Exception {
        try (Outbox outbox = sink.connect(open(64 << 20))) {
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            sink.away(true);
            for (int i = 0; i < 1000; i++) {
                log.data(Direction.CLIENT_TO_SERVER, text("m" + i));
            }
            assertThat(outbox.flush(Duration.ofMillis(300))).isFalse();
            assertThat(outbox.counters().uplinkError()).isEqualTo("the server is away");
            sink.away(false);
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(texts()).hasSize(1000).startsWith("m0").endsWith("m999");
        }
    }

    @Test
    void aServerThatHasMoreThanTheSpoolGetsTheNewMessagesUnderAnotherIdentity() throws Exception {
        try (Outbox outbox = open(64 << 20)) {
            var before = outbox.id();
            sink.pretendToHave(before, 1_000_000);
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            log.data(Direction.CLIENT_TO_SERVER, text("kept"));
            assertThat(outbox.flush(Duration.ZERO)).isFalse();
            sink.connect(outbox);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(texts()).containsExactly("kept"));
            assertThat(outbox.id()).isNotEqualTo(before);
            assertThat(sink.skipped).singleElement().satisfies(gap -> {
                assertThat(gap.count()).isNull();
                assertThat(gap.reason()).contains("spool had lost");
            });
        }
    }

    @Test
    void whatTheServerCallsMalformedIsGivenUpAsAGapAndTheRestArrives() throws Exception {
        try (Outbox outbox = open(256 << 20)) {
            ConversationLog log = recorder(outbox, "gap").open(null, null);
            for (int i = 0; i < 40; i++) {
                log.data(Direction.CLIENT_TO_SERVER, random(60_000));
            }
            log.data(Direction.CLIENT_TO_SERVER, text("poison"));
            byte[] large = new byte[9 << 20];
            System.arraycopy("poison".getBytes(StandardCharsets.US_ASCII), 0, large, 5 << 20, 6);
            for (int i = 0; i < 40; i++) {
                log.data(Direction.CLIENT_TO_SERVER, random(60_000));
            }
            log.data(Direction.CLIENT_TO_SERVER, ByteBuffer.wrap(large));
            log.data(Direction.CLIENT_TO_SERVER, text("after"));
            assertThat(outbox.flush(Duration.ZERO)).isFalse();
            sink.connect(outbox);
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(texts()).contains("after").doesNotContain("poison");
            assertThat(sink.skipped)
                    .hasSize(2)
                    .allSatisfy(gap -> assertThat(gap.reason()).contains("I don't like it"));
            long lost = sink.skipped.stream().mapToLong(Details.Gap::count).sum();
            assertThat(sink.messages(Kind.DATA)).hasSize(83 - (int) lost);
            assertThat(lost).isBetween(2L, 20L);
            assertThat(outbox.counters().dropped()).containsEntry("the server refused it", lost);
            log.data(Direction.CLIENT_TO_SERVER, text("later"));
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(texts()).contains("later");
        }
    }

    @Test
    void processesThatBecomeKnownLaterReachTheServer() throws Exception {
        try (Outbox outbox = sink.connect(open(64 << 20))) {
            TapRecorder recorder = recorder(outbox, "gap");
            ConversationLog log = recorder.open(null, null);
            log.processes(ProcessInfo.ofPid(77), null);
            recorder.running("127.0.0.1:4711", TapSpec.parse("tcp:127.0.0.1:4711=127.0.0.1:1"));
            log.data(Direction.CLIENT_TO_SERVER, text("x"));
            assertThat(outbox.flush(LIMIT)).isTrue();
            assertThat(sink.conversations.get(log.number())).satisfies(c -> {
                assertThat(c.client().pid()).isEqualTo(77);
                assertThat(c.endpoint()).isEqualTo("127.0.0.1:4711");
            });
        }
    }

    @Test
    void twoAgentsOfOneNameGetTwoFolders() throws Exception {
        try (SpoolFolder first = SpoolFolder.take(folder, "büro");
                SpoolFolder second = SpoolFolder.take(folder, "büro")) {
            assertThat(List.of(first.name(), second.name())).containsExactly("büro", "büro-2");
        }
        try (SpoolFolder again = SpoolFolder.take(folder, "büro")) {
            assertThat(again.name()).isEqualTo("büro");
        }
        assertThatThrownBy(() -> SpoolFolder.take(folder, "../up")).hasMessageContaining("no name for an agent");
    }

    @Test
    void theSpoolBelongsToItsOwnerAlone() throws Exception {
        try (Outbox outbox = open(64 << 20)) {
            recorder(outbox, "block").open(null, null);
            assertThat(Files.getPosixFilePermissions(spoolFiles().get(0))).hasSize(2);
        }
        try (SpoolFolder taken = SpoolFolder.take(folder, "private")) {
            assertThat(Files.getPosixFilePermissions(taken.path().resolve("lock")))
                    .hasSize(2);
        }
    }

    private Outbox open(long limit) throws IOException {
        return new Outbox(folder, limit, "0.1.0");
    }

    private static TapRecorder recorder(Outbox outbox, String policy) throws Exception {
        return outbox.recorder(TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:1?policy=" + policy));
    }

    private List<String> texts() {
        return sink.messages(Kind.DATA).stream()
                .map(m -> new String(m.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<Path> spoolFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".spool")).sorted().toList();
        }
    }

    private String spoolText() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : spoolFiles()) {
            text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer random(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(SEED + size).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
