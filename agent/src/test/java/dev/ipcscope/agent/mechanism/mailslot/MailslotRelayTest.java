package dev.ipcscope.agent.mechanism.mailslot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Foreign programs write and read directly and through the relay, and must see the same. */
@Tag("windows")
@Timeout(180)
class MailslotRelayTest {

    private static int number;

    private final String real =
            "ipcscope-test-" + ++number + "-" + ProcessHandle.current().pid();
    private final String front = real + "-front";

    private static String whole(String name) {
        return "\\\\.\\mailslot\\" + name;
    }

    private ForeignProgram reader(String... options) throws IOException {
        ForeignProgram reader = ForeignProgram.start(
                "mailslotreader",
                Stream.concat(Stream.of(real), Stream.of(options)).toArray(String[]::new));
        reader.awaitLine("ready");
        return reader;
    }

    private static ForeignProgram writer(String name, String... steps) throws IOException {
        return ForeignProgram.start(
                "mailslotwriter",
                Stream.concat(Stream.of(whole(name)), Stream.of(steps)).toArray(String[]::new));
    }

    private Tap tap(RecordedMessages recorded, String options) throws Exception {
        MailslotMechanism mechanism = new MailslotMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse("mailslot:" + front + "=" + real + options)), recorded);
    }

    private static List<String> withoutPid(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("^(ready|pid) \\d+$", "$1 PID").replaceFirst(" seconds .*", ""))
                .toList();
    }

    /** What reader and writer print. */
    private List<String> talk(String name, String[] options, String... steps) throws Exception {
        try (ForeignProgram reader = reader(options)) {
            try (ForeignProgram writer = writer(name, steps)) {
                List<String> said = new ArrayList<>(withoutPid(writer.finish()));
                said.addAll(withoutPid(reader.finish()));
                return said;
            }
        }
    }

    private RecordedMessages assertSame(Policy policy, String[] options, String... steps) throws Exception {
        List<String> direct = talk(real, options, steps);
        RecordedMessages recorded = new RecordedMessages(policy, Long.MAX_VALUE);
        List<String> through = new ArrayList<>();
        try (ForeignProgram reader = reader(options)) {
            try (Tap tap = tap(recorded, "?policy=" + policy.word());
                    ForeignProgram writer = writer(front, steps)) {
                assertThat(tap.endpoint()).isEqualTo(whole(front));
                through.addAll(withoutPid(writer.finish()));
                through.addAll(withoutPid(reader.finish()));
            }
        }
        assertThat(through).isEqualTo(direct);
        return recorded;
    }

    private static List<Long> lengths(RecordedMessages recorded, Direction direction) {
        return recorded.entries(Kind.DATA).stream()
                .filter(entry -> entry.direction() == direction)
                .map(RecordedMessages.Entry::length)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void messagesOfAllSizesKeepTheirBoundaries(Policy policy) throws Exception {
        RecordedMessages recorded = assertSame(
                policy,
                new String[0],
                "open",
                "s:1",
                "s:0",
                "s:424",
                "s:425",
                "s:4096",
                "s:65536",
                "s:0",
                "s:200000",
                "t:END");
        assertThat(lengths(recorded, Direction.CLIENT_TO_SERVER))
                .containsExactly(1L, 0L, 424L, 425L, 4096L, 65536L, 0L, 200000L, 3L);
    }

    /** Wine tells the size but lets larger messages through. */
    @Test
    void theFrontTakesMessagesAsLargeAsTheRealOne() throws Exception {
        try (ForeignProgram reader = reader("max=100");
                Tap tap = tap(new RecordedMessages(), "")) {
            assertThat(reader.lines()).hasSize(1);
            assertThat(new MailslotMechanism().discover())
                    .filteredOn(found -> List.of(whole(real), tap.endpoint()).contains(found.name()))
                    .hasSize(2)
                    .allSatisfy(found -> assertThat(found.facts()).containsEntry("max message", 100));
        }
    }

    @Test
    void manyMessagesKeepTheirOrder() throws Exception {
        RecordedMessages recorded =
                assertSame(Policy.GAP, new String[] {"quiet"}, "open", "n:3000:64", "n:3000:100", "t:END");
        assertThat(recorded.totalBytes()).isEqualTo(3000 * 64 + 3000 * 100 + 3);
    }

    @Test
    void severalWritersAtOnce() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram reader = reader("quiet");
                Tap tap = tap(recorded, "");
                ForeignProgram one = writer(front, "open", "n:500:40");
                ForeignProgram two = writer(front, "open", "n:500:60")) {
            assertThat(tap.conversations()).isEqualTo(1);
            one.finish();
            two.finish();
            try (ForeignProgram last = writer(front, "open", "t:END")) {
                last.finish();
            }
            assertThat(reader.finish()).last().asString().startsWith("messages 1000 bytes 50000 ");
        }
        assertThat(lengths(recorded, Direction.CLIENT_TO_SERVER)).hasSize(1001);
    }

    @Test
    void theReadersOwnTimeOutIsItsOwn() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram reader = reader("timeout=50");
                Tap tap = tap(recorded, "")) {
            assertThat(tap.note()).isEmpty();
            reader.awaitLine("timeout");
            try (ForeignProgram writer = writer(front, "open", "s:10", "t:END")) {
                writer.finish();
            }
            assertThat(reader.finish()).contains("read 10 sum " + sum(recorded));
        }
    }

    private static String sum(RecordedMessages recorded) {
        int hash = 0x811c9dc5;
        for (byte b : recorded.entries(Kind.DATA).get(0).bytes()) {
            hash = (hash ^ (b & 0xff)) * 16777619;
        }
        return String.format("%08x", hash);
    }

    @Test
    void bothWaysAreOneConversation() throws Exception {
        String theirs = real + "-theirs";
        String answers = real + "-answers";
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram client = ForeignProgram.start("mailslotreader", theirs)) {
            client.awaitLine("ready");
            try (ForeignProgram server = reader("reply=" + whole(answers));
                    Tap tap = tap(recorded, "?reply=" + answers + "=" + theirs)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> dev.ipcscope.agent.win32.MailslotWriter.exists(whole(answers)));
                try (ForeignProgram writer = writer(front, "open", "s:5", "s:700")) {
                    writer.finish();
                }
                client.await(lines -> reads(lines).size() == 2, "replies");
                server.await(lines -> reads(lines).size() == 2, "what it answered"); // it answers, then prints
                assertThat(reads(client.lines())).isEqualTo(reads(server.lines()));
                assertThat(tap.note()).isEmpty();
            }
        }
        assertThat(recorded.conversations()).hasSize(1);
        assertThat(lengths(recorded, Direction.CLIENT_TO_SERVER)).containsExactly(5L, 700L);
        assertThat(lengths(recorded, Direction.SERVER_TO_CLIENT)).containsExactly(5L, 700L);
        assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes()).containsEntry("end", "tap closed");
    }

    private static List<String> reads(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("read ")).toList();
    }

    @Test
    void theFrontGoesAndComesWithTheReader() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram reader = reader();
                Tap tap = tap(recorded, "")) {
            try (ForeignProgram writer = writer(front, "open", "t:GONE")) {
                writer.finish();
            }
            reader.awaitLine("gone");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !tap.note().isEmpty());
            assertThat(tap.note()).contains("there is no mailslot " + whole(real) + " yet");
            try (ForeignProgram late = writer(front, "open")) {
                assertThat(late.finish()).contains("open error 2");
            }
            OutputStream again = reader.input();
            again.write("go on\n".getBytes(StandardCharsets.US_ASCII));
            again.flush();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> tap.note().isEmpty());
            try (ForeignProgram writer = writer(front, "open", "s:9", "t:END")) {
                writer.finish();
            }
            assertThat(reader.finish()).anyMatch(line -> line.startsWith("read 9 "));
        }
        assertThat(recorded.conversations()).hasSize(2);
        assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes()).containsEntry("end", "reader gone");
        assertThat(lengths(recorded, Direction.CLIENT_TO_SERVER)).containsExactly(4L, 9L, 3L);
    }

    /** Under Wine writers wait for a reader that doesn't read. */
    @Test
    void whatAStuckReaderLeavesInTheFrontIsCounted() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram reader = reader("quiet")) {
            Tap tap = tap(recorded, "");
            try (tap;
                    ForeignProgram writer = writer(front, "open", "t:HALT", "n:600:40")) {
                reader.awaitLine("halted");
                writer.awaitLine("t:HALT");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .during(Duration.ofSeconds(1))
                        .until(
                                () -> lengths(recorded, Direction.CLIENT_TO_SERVER)
                                        .size(),
                                count -> count > 100);
                tap.close();
            }
        }
        assertThat(recorded.entries(Kind.ERROR))
                .extracting(entry -> String.valueOf(entry.details().error()))
                .anySatisfy(text -> assertThat(text)
                        .containsPattern("\\d{2,} messages of together \\d+ bytes couldn't be delivered to ")
                        .contains(whole(real) + ": its reader took nothing while the tap was being closed"));
    }

    /** Under Wine a writer's handle has no name, so that a scan can't tell what it writes to. */
    @Test
    void theReaderIsNamedAndTheWriterNotGuessed() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram reader = reader();
                Tap tap = tap(recorded, "");
                ForeignProgram writer = writer(front, "open", "t:END")) {
            long readerPid = Long.parseLong(reader.awaitLine("ready"));
            long writerPid = Long.parseLong(writer.awaitLine("pid"));
            reader.finish();
            assertThat(tap.endpoint()).isEqualTo(whole(front));
            RecordedMessages.Log log = recorded.conversations().get(0);
            assertThat(log.server().pid()).isEqualTo(readerPid);
            assertThat(log.server().name()).isEqualTo("mailslotreader.exe");
            assertThat(log.client().pid()).isIn(null, writerPid);
        }
    }

    @Test
    void whatIsMissingOrTakenIsSaid() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        assertThatThrownBy(() -> tap(recorded, ""))
                .isInstanceOf(TapWaitingException.class)
                .hasMessage("there is no mailslot " + whole(real) + " yet (error 2): start the program that reads it");
        try (ForeignProgram reader = reader();
                Tap tap = tap(recorded, "")) {
            assertThat(tap.conversations()).isEqualTo(1);
            assertThatThrownBy(() -> tap(recorded, ""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(whole(front) + " exists already");
            assertThat(reader.lines()).hasSize(1);
        }
    }

    @Test
    void aPipeOfThatNameIsNamed() throws Exception {
        try (ForeignProgram server = ForeignProgram.start("pipeserver", real, "message", "sync", "255", "1")) {
            server.awaitLine("ready");
            assertThatThrownBy(() -> tap(new RecordedMessages(), ""))
                    .isInstanceOf(TapWaitingException.class)
                    .hasMessageContaining("there is no mailslot " + whole(real))
                    .hasMessageEndingWith("; there is a pipe of this name: pipe:\\\\.\\pipe\\" + real);
        }
    }

    @Test
    void aClosedTapLeavesNoName() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (ForeignProgram reader = reader()) {
            try (Tap tap = tap(recorded, "")) {
                assertThat(tap.endpoint()).isEqualTo(whole(front));
            }
            try (ForeignProgram late = writer(front, "open")) {
                assertThat(late.finish()).contains("open error 2");
            }
            try (ForeignProgram direct = writer(real, "open", "t:END")) {
                direct.finish();
            }
            assertThat(reader.finish()).last().asString().startsWith("messages 0 ");
        }
        assertThat(recorded.conversations()).allMatch(RecordedMessages.Log::isClosed);
    }
}
