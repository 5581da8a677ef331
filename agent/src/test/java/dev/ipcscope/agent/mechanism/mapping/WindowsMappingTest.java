package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sections of foreign programs. */
@Tag("windows")
@Timeout(180)
class WindowsMappingTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final String name = "ipcscope-memory-" + ProcessHandle.current().pid();
    private final MappingMechanism mechanism = new MappingMechanism();
    private final RecordedWatch recorded = new RecordedWatch();
    private Tap tap;

    @AfterEach
    void closeTap() {
        if (tap != null) {
            tap.close();
        }
    }

    @Test
    void randomWritesOfAForeignProgramAreRebuilt() throws Exception {
        long seed = Long.getLong("ipcscope.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        try (ForeignProgram writer = ForeignProgram.start("memory", "make", name, "12288")) {
            writer.awaitLine("ready");
            open("mapping:" + name + "?every=5ms");
            assertThat(tap.endpoint()).isEqualTo("Local\\" + name);
            byte[] expected = new byte[12_288];
            awaitRebuilt(expected);
            for (int step = 1; step <= 25; step++) {
                byte[] bytes = new byte[random.nextInt(1, 60)];
                random.nextBytes(bytes);
                int at = random.nextInt(expected.length - bytes.length);
                System.arraycopy(bytes, 0, expected, at, bytes.length);
                writer.say("put " + at + " " + HexFormat.of().formatHex(bytes));
                awaitRebuilt(expected);
            }
            assertThat(recorded.of(Kind.OPEN)).hasSize(1);
        }
    }

    @Test
    void aSectionOfAFileIsWatchedAndItsFileCanStillBeDeleted() throws Exception {
        Path file = folder.resolve("backed");
        try (ForeignProgram writer =
                ForeignProgram.start("memory", "make", "Global\\" + name, "5000", file.toString())) {
            writer.awaitLine("ready");
            open("mapping:Global\\" + name + "?every=5ms");
            writer.say("put 4000 0102");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(recorded.rebuilt())
                            .hasSizeGreaterThanOrEqualTo(5000)
                            .contains(1, org.assertj.core.data.Index.atIndex(4000)));
            writer.endInput();
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(tap.conversations()).isZero());
        Files.delete(file);
    }

    @Test
    void aFileThatProgramsMapIsWatchedByItsPath() throws Exception {
        Path file = folder.resolve("backed");
        try (ForeignProgram writer = ForeignProgram.start("memory", "make", name, "5000", file.toString())) {
            writer.awaitLine("ready");
            open("mapping:" + file + "?every=5ms");
            awaitRebuilt(new byte[5000]);
            byte[] expected = new byte[5000];
            expected[4999] = 7;
            writer.say("put 4999 07");
            awaitRebuilt(expected);
        }
    }

    @Test
    void aMappingThatGoesEndsTheConversationAndComesBackInAnother() throws Exception {
        try (ForeignProgram first = ForeignProgram.start("memory", "make", name, "4096")) {
            first.awaitLine("ready");
            open("mapping:" + name + "?every=5ms");
            first.say("put 0 0a0b");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(recorded.rebuilt()).startsWith(0x0a, 0x0b));
            first.endInput();
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(recorded.of(Kind.CLOSE)).hasSize(1));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(tap.note()).contains("has gone"));
        try (ForeignProgram second = ForeignProgram.start("memory", "make", name, "8192")) {
            second.awaitLine("ready");
            assertThat(second.lines()).doesNotContain("it was there already");
            awaitRebuilt(new byte[8192]);
            assertThat(recorded.of(Kind.OPEN)).hasSize(2);
            assertThat(tap.note()).isEmpty();
        }
    }

    @Test
    void lastWordsBeforeAnotherProgramMakesTheMappingAnewAreRecorded() throws Exception {
        try (ForeignProgram first = ForeignProgram.start("memory", "make", name, "4096")) {
            first.awaitLine("ready");
            open("mapping:" + name + "?every=5s");
            awaitRebuilt(new byte[4096]);
            first.say("put 7 77");
            first.awaitLine("done");
            first.endInput();
            first.finish();
        }
        try (ForeignProgram second = ForeignProgram.start("memory", "make", name, "4096")) {
            second.awaitLine("ready");
            assertThat(second.lines()).doesNotContain("it was there already");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(recorded.of(Kind.SNAPSHOT)).hasSizeGreaterThanOrEqualTo(3));
            assertThat(recorded.of(Kind.SNAPSHOT).get(1).payload()).containsExactly(0x77);
            awaitRebuilt(new byte[4096]);
        }
    }

    @Test
    void reservedPagesAreZerosUntilTheyAreMemory() throws Exception {
        try (ForeignProgram writer = ForeignProgram.start("memory", "reserve", name, "65536")) {
            writer.awaitLine("ready");
            open("mapping:" + name + "?every=5ms");
            byte[] expected = new byte[65_536];
            awaitRebuilt(expected);
            writer.say("commit 8192");
            writer.say("put 8000 ff");
            expected[8000] = (byte) 0xff;
            awaitRebuilt(expected);
        }
    }

    @Test
    void namesTheProcessesThatHoldIt() throws Exception {
        try (ForeignProgram writer = ForeignProgram.start("memory", "make", name, "4096")) {
            long writing = Long.parseLong(writer.awaitLine("ready"));
            try (ForeignProgram reader = ForeignProgram.start("memory", "read", name)) {
                long reading = Long.parseLong(reader.awaitLine("ready"));
                open("mapping:" + name + "?every=5ms");
                List<Map<String, Object>> expected = java.util.stream.Stream.of(
                                holder(writing, "write"), holder(reading, "read"))
                        .sorted(java.util.Comparator.comparing(holder -> (Long) holder.get("pid")))
                        .toList();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(recorded.of(Kind.EVENT))
                                .extracting(event ->
                                        (Object) event.details().attributes().get("holders"))
                                .contains(expected));
                assertThat(recorded.server().pid()).isEqualTo(writing);
                assertThat(mechanism.discover())
                        .filteredOn(endpoint -> endpoint.name().equals("Local\\" + name))
                        .singleElement()
                        .satisfies(endpoint -> assertThat(endpoint.holders())
                                .extracting(holder -> holder.process().pid(), Endpoint.Holder::end)
                                .containsExactlyInAnyOrder(
                                        org.assertj.core.groups.Tuple.tuple(writing, "writer"),
                                        org.assertj.core.groups.Tuple.tuple(reading, "reader")))
                        .extracting(Endpoint::suggestion)
                        .isEqualTo("mapping:Local\\" + name);
            }
        }
    }

    @Test
    void whatCannotBeOpenedIsSaidWithTheErrorAndWhatToDo() throws Exception {
        assertThatThrownBy(() -> open("mapping:" + name))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("Local\\" + name)
                .hasMessageContaining("(error 2)")
                .hasMessageContaining("the tap opens when one does");
        try (ForeignProgram event = ForeignProgram.start("memory", "event", name)) {
            event.awaitLine("ready");
            assertThatThrownBy(() -> open("mapping:" + name))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(TapWaitingException.class)
                    .hasMessageContaining("(error 6)")
                    .hasMessageContaining("the name belongs to an event");
        }
        assertThatThrownBy(() -> mechanism.check(TapSpec.parse("mapping:a\\b"))).hasMessageContaining("Local\\NAME");
    }

    /** Whole pages, as NtQuerySection says: programs may use what lies behind the size that they asked for. */
    @Test
    void theRightToReadIsEnoughAndTheSizeIsTheSections() throws Exception {
        try (ForeignProgram writer = ForeignProgram.start("memory", "readable", name, "1000000")) {
            writer.awaitLine("ready");
            open("mapping:" + name + "?every=5ms");
            byte[] expected = new byte[1_003_520];
            expected[1_003_519] = 9;
            writer.say("put 1003519 09");
            awaitRebuilt(expected);
        }
    }

    @Test
    void aSectionWithoutRightsIsRefused() throws Exception {
        try (ForeignProgram writer = ForeignProgram.start("memory", "private", name, "4096")) {
            writer.awaitLine("ready");
            assertThatThrownBy(() -> open("mapping:" + name))
                    .hasMessageContaining("(error 5)")
                    .hasMessageContaining("as an administrator");
        }
    }

    @Test
    void debugOutputIsReceivedWithTheProcessThatSaidIt() throws Exception {
        open("mapping:DBWIN_BUFFER");
        try (ForeignProgram talker = ForeignProgram.start("debugtalker", "20")) {
            long pid = Long.parseLong(talker.awaitLine("ready"));
            talker.finish();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(recorded.of(Kind.DATA)).hasSize(21));
            for (int i = 0; i < 20; i++) {
                assertThat(new String(recorded.of(Kind.DATA).get(i).payload(), "windows-1252"))
                        .isEqualTo("tick " + i + " from pid " + pid + "\n");
            }
            assertThat(recorded.client().pid()).isEqualTo(pid);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(recorded.client().name()).isEqualTo("debugtalker.exe"));
        }
    }

    /** A program waits in OutputDebugString until its text is taken. */
    @Test
    void noProgramWaitsWhileAnotherIsBeingDescribed() throws Exception {
        CountDownLatch described = new CountDownLatch(1);
        tap = DebugTap.start(
                TapSpec.parse("mapping:DBWIN_BUFFER"), MappingName.of("DBWIN_BUFFER", true, 1), recorded, pid -> {
                    try {
                        described.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return ProcessInfo.ofPid(pid);
                });
        try (ForeignProgram one = ForeignProgram.start("debugtalker", "20");
                ForeignProgram two = ForeignProgram.start("debugtalker", "20")) {
            one.finish();
            two.finish();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(recorded.of(Kind.DATA)).hasSize(42));
        } finally {
            described.countDown();
        }
    }

    @Test
    void aForeignDebugViewerKeepsItsTextsAndTheTapWaits() throws Exception {
        try (ForeignProgram viewer = ForeignProgram.start("memory", "event", "DBWIN_BUFFER_READY")) {
            viewer.awaitLine("ready");
            assertThatThrownBy(() -> open("mapping:DBWIN_BUFFER"))
                    .isInstanceOf(TapWaitingException.class)
                    .hasMessageContaining("DBWIN_BUFFER_READY")
                    .hasMessageContaining("(error 183)")
                    .hasMessageContaining("close that debug viewer or debugger");
            viewer.endInput();
        }
        open("mapping:DBWIN_BUFFER");
    }

    /** One that waits for a viewer that is gone does so for ten seconds a text. */
    @Test
    void programsThatTalkGoOnWhenTheTapEnds() throws Exception {
        open("mapping:DBWIN_BUFFER");
        List<ForeignProgram> talkers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                talkers.add(ForeignProgram.start("debugtalker", "5000"));
            }
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(recorded.of(Kind.DATA)).hasSizeGreaterThan(500));
            tap.close();
            for (ForeignProgram talker : talkers) {
                assertThat(talker.finish()).contains("done");
            }
        } finally {
            talkers.forEach(ForeignProgram::close);
        }
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(TapWaitingException.class)
                .untilAsserted(() -> open("mapping:DBWIN_BUFFER"));
    }

    @Test
    void onlyOneMayReceiveDebugOutputAndTheNextWaits() throws Exception {
        open("mapping:DBWIN_BUFFER");
        assertThatThrownBy(() -> mechanism.open(mechanism.check(TapSpec.parse("mapping:DBWIN_BUFFER")), recorded))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("(error 183)")
                .hasMessageContaining("only one can");
        tap.close();
        open("mapping:DBWIN_BUFFER");
    }

    private static Map<String, Object> holder(long pid, String access) {
        return Map.of("pid", pid, "name", "memory.exe", "access", access);
    }

    private void open(String spec) throws Exception {
        tap = mechanism.open(mechanism.check(TapSpec.parse(spec)), recorded);
    }

    private void awaitRebuilt(byte[] expected) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(Arrays.mismatch(recorded.rebuilt(), expected))
                        .isEqualTo(-1));
    }
}
