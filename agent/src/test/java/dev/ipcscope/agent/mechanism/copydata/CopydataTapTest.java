package dev.ipcscope.agent.mechanism.copydata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Foreign programs send and receive directly and through the tap, and must see the same. */
@Tag("windows")
@Timeout(240)
class CopydataTapTest {

    private static final long ADDED = 1L << 40;
    private static int number;

    private final String windowClass =
            "ipcscope test " + ++number + " " + ProcessHandle.current().pid();
    private final RecordedMessages recorded = new RecordedMessages();

    private ForeignProgram receiver(String title, String... options) throws IOException {
        ForeignProgram receiver = ForeignProgram.start(
                "copydatareceiver",
                Stream.concat(Stream.of(windowClass, title), Stream.of(options)).toArray(String[]::new));
        receiver.awaitLine("ready");
        return receiver;
    }

    private ForeignProgram sender(String title, String... steps) throws IOException {
        return ForeignProgram.start(
                "copydatasender",
                Stream.concat(Stream.of(windowClass, title), Stream.of(steps)).toArray(String[]::new));
    }

    private Tap tap(String title) throws Exception {
        CopydataMechanism mechanism = new CopydataMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse("copydata:" + windowClass + title)), recorded);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
    }

    private static long pid(ForeignProgram receiver) {
        return Long.parseLong(receiver.awaitLine("ready").split(" ")[0]);
    }

    private static List<String> plain(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("^(ready|pid|again) .*", "$1").replaceFirst("pid \\d+", "pid PID"))
                .toList();
    }

    private List<String> talk(String[] options, String... steps) throws Exception {
        try (ForeignProgram receiver = receiver("Orders", options);
                ForeignProgram sender = sender("Orders", steps)) {
            return said(sender, receiver, steps);
        }
    }

    private List<String> talkTapped(String[] options, String... steps) throws Exception {
        try (ForeignProgram receiver = receiver("Orders", options);
                Tap tap = tap("/Orders");
                ForeignProgram sender = sender("Orders", steps)) {
            assertThat(tap.endpoint()).isEqualTo(windowClass + "/Orders");
            return said(sender, receiver, steps);
        }
    }

    /** What both printed. What the sender posted last may be on its way still when the sender has ended. */
    private static List<String> said(ForeignProgram sender, ForeignProgram receiver, String... steps) throws Exception {
        List<String> said = new ArrayList<>(plain(sender.finish()));
        boolean closes = steps[steps.length - 1].equals("c");
        said.addAll(plain(closes ? receiver.finish() : receiver.endInput()));
        return said;
    }

    private void assertSame(String[] options, String... steps) throws Exception {
        List<String> direct = talk(options, steps);
        assertThat(direct).noneMatch(line -> line.startsWith("no "));
        assertThat(talkTapped(options, steps)).isEqualTo(direct);
    }

    private List<Entry> calls() {
        return recorded.entries(Kind.DATA).stream()
                .filter(entry -> entry.direction() == Direction.CLIENT_TO_SERVER)
                .toList();
    }

    private List<Object> results() {
        return recorded.entries(Kind.DATA).stream()
                .filter(entry -> entry.direction() == Direction.SERVER_TO_CLIENT)
                .map(entry ->
                        Objects.requireNonNull(entry.details().attributes().get("result")))
                .toList();
    }

    @Test
    void bytesNumbersAndResultsOfAllSizesPass() throws Exception {
        assertSame(
                new String[0],
                "d:42:hello",
                "d:0xfedcba9876543210:full",
                "n:1:0",
                "n:2:1",
                "n:3:65536",
                "n:4:1048576",
                "e:5");
        assertThat(calls()).extracting(Entry::length).containsExactly(5L, 4L, 0L, 1L, 65536L, 1048576L, 0L);
        assertThat(calls().get(0).bytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(calls())
                .extracting(entry -> entry.details().attributes().get("dwData"))
                .containsExactly("0x2a", "0xfedcba9876543210", "0x1", "0x2", "0x3", "0x4", "0x5");
        assertThat(results())
                .containsExactly(
                        ADDED + 42,
                        Long.toString(0xfedcba9876543210L + ADDED),
                        ADDED + 1,
                        ADDED + 2,
                        ADDED + 3,
                        ADDED + 4,
                        ADDED + 5);
    }

    @Test
    void theProcessesOfBothSidesAreNamedAndCallsHaveADuration() throws Exception {
        try (ForeignProgram receiver = receiver("Orders");
                Tap tap = tap("");
                ForeignProgram sender = sender("-", "d:1:slow:300", "e:2")) {
            sender.finish();
            long senderPid = Long.parseLong(sender.awaitLine("pid"));
            soon().untilAsserted(() -> assertThat(recorded.conversations())
                    .hasSize(2)
                    .allSatisfy(log -> assertThat(log.server().pid()).isEqualTo(pid(receiver)))
                    .anySatisfy(log -> {
                        assertThat(log.client().pid()).isEqualTo(senderPid);
                        assertThat(log.client().name()).containsIgnoringCase("copydatasender");
                    })
                    .anySatisfy(log -> assertThat(log.client().pid()).isNull()));
            assertThat(tap.conversations()).isEqualTo(2);
            Map<String, Object> answer =
                    recorded.conversations().get(0).entries().get(2).details().attributes();
            assertThat(answer).containsEntry("call", 1L);
            assertThat((Long) answer.get("duration")).isGreaterThanOrEqualTo(290_000_000L);
        }
        assertThat(recorded.conversations()).allMatch(RecordedMessages.Log::isClosed);
    }

    @Test
    void whatIsSentInsideAHandlerArrivesAsWithoutATap() throws Exception {
        assertSame(new String[0], "d:1:back:from the handler", "d:2:self:to myself", "d:3:back:again");
        assertThat(calls())
                .extracting(entry -> entry.details().attributes().get("dwData"))
                .contains("0x4d");
    }

    @Test
    void otherMessagesReachTheRealWindowOnce() throws Exception {
        assertSame(new String[0], "r:0x123456789a:7", "r:1:1", "x", "p:0xabc:0xdef0123456", "p:2:2", "c");
    }

    /** What is posted after it goes through the tap, so a second one that the tap passed on would be seen before. */
    @Test
    void broadcastsReachTheRealWindowOnce() throws Exception {
        assertSame(new String[0], "r:1:1", "b:3:4", "c");
    }

    /** Windows hands it to each window, so the real one gets it without the tap. */
    @Test
    void whatIsSentToAllWindowsReachesTheRealOneOnce() throws Exception {
        assertSame(new String[0], "a:7:to all", "d:7:to all", "a:8:once more", "d:9:after");
        assertThat(calls())
                .extracting(
                        entry -> entry.details().attributes().get("dwData"),
                        entry -> entry.details().attributes().containsKey("broadcast"))
                .containsExactly(tuple("0x7", true), tuple("0x7", false), tuple("0x8", true), tuple("0x9", false));
        assertThat(calls().get(0).bytes()).asString(StandardCharsets.UTF_8).isEqualTo("to all");
        assertThat(results()).hasSize(2);
    }

    @Test
    void senderThatWaitsOnlySoLongGoesOn() throws Exception {
        assertSame(new String[0], "t:300:slow:1500", "t:60000:quick", "d:1:after");
        assertThat(results()).hasSize(3);
    }

    @Test
    void windowsForMessagesOnlyAreTapped() throws Exception {
        assertSame(new String[] {"messageonly"}, "m", "d:9:hidden", "r:4:5");
        assertThat(calls()).hasSize(1);
    }

    @Test
    void severalSendersAtOnceLoseNothing() throws Exception {
        try (ForeignProgram receiver = receiver("Orders", "quiet");
                Tap tap = tap("");
                ForeignProgram one = sender("-", "loop:500:100");
                ForeignProgram two = sender("-", "loop:500:200")) {
            String sum = "sum " + (500 * ADDED + 499 * 250);
            assertThat(one.finish()).contains(sum);
            assertThat(two.finish()).contains(sum);
            assertThat(tap.conversations()).isEqualTo(2);
        }
        assertThat(recorded.totalBytes()).isEqualTo(500 * 100 + 500 * 200);
        assertThat(results()).hasSize(1000);
    }

    @Test
    void aReceiverThatNeverAnswersIsSeenWaitingThenFailedAndStopsNoOther() throws Exception {
        try (ForeignProgram hung = receiver("Hung");
                ForeignProgram other = receiver("Other");
                Tap tap = tap("");
                ForeignProgram waiting = sender("Hung", "d:1:hang")) {
            soon().until(() -> recorded.entries(Kind.EVENT).size() == 1);
            assertThat(recorded.entries(Kind.EVENT).get(0).details().attributes())
                    .containsEntry("call", 1L)
                    .containsEntry("pending", true)
                    .containsEntry("text", "no answer for 5 s, still waiting");
            assertThat(sender("Other", "d:2:fine").finish()).contains("result " + (ADDED + 2));
            soon().until(() -> tap.note().contains("hangs: what is sent to it waits"));
            hung.close();
            waiting.finish();
            soon().until(() -> recorded.entries(Kind.ERROR).size() == 1);
            Entry failed = recorded.entries(Kind.ERROR).get(0);
            assertThat(failed.details().attributes()).containsEntry("call", 1L).containsKey("duration");
            assertThat(Objects.requireNonNull(failed.details().error()).code()).isEqualTo(1400);
            soon().until(() -> tap.conversations() == 1);
            other.endInput();
        }
    }

    @Test
    void windowsThatGoAndComeBackAreTappedAgain() throws Exception {
        assertThatThrownBy(() -> tap("/Orders"))
                .isInstanceOf(TapWaitingException.class)
                .hasMessageContaining("with title \"Orders\"");
        ForeignProgram first = receiver("Orders");
        try (Tap tap = tap("/Orders")) {
            assertThat(sender("Orders", "d:1:one").finish()).contains("result " + (ADDED + 1));
            first.endInput();
            soon().until(() -> tap.note().contains("there is no window"));
            assertThat(sender("Orders", "d:2:nobody").finish()).contains("no window");
            try (ForeignProgram second = receiver("Orders")) {
                soon().until(() -> tap.note().isEmpty());
                assertThat(sender("Orders", "d:3:two", "d:4:again").finish()).contains("result " + (ADDED + 3));
                second.awaitLine("again");
                soon().until(() -> recorded.conversations().get(1).isClosed());
                soon().until(() -> tap.note().isEmpty());
                assertThat(sender("Orders", "d:5:title:Bills").finish()).contains("result " + (ADDED + 5));
                soon().until(() -> tap.note().contains("there is no window"));
                assertThat(sender("Bills", "d:6:past").finish()).contains("result " + (ADDED + 6));
            }
        }
        assertThat(calls())
                .extracting(entry -> entry.details().attributes().get("dwData"))
                .containsExactly("0x1", "0x3", "0x4", "0x5");
    }

    @Test
    void titlesAreFollowedWhenOnlyTheClassIsNamed() throws Exception {
        try (ForeignProgram receiver = receiver("First");
                Tap tap = tap("")) {
            assertThat(sender("First", "d:1:title:Second").finish()).contains("result " + (ADDED + 1));
            soon().untilAsserted(() -> {
                assertThat(sender("Second", "d:2:now").finish()).contains("result " + (ADDED + 2));
                assertThat(calls()).hasSizeGreaterThanOrEqualTo(2);
            });
            assertThat(sender("First", "d:3:gone").finish()).contains("no window");
            assertThat(receiver.lines()).isNotEmpty();
            assertThat(tap.note()).isEmpty();
        }
    }

    @Test
    void discoveryNamesClassTitleAndProcessAndNotTheTapsOwnWindows() throws Exception {
        try (ForeignProgram receiver = receiver("Orders");
                Tap tap = tap("")) {
            assertThat(new CopydataMechanism().discover())
                    .filteredOn(found -> found.name().startsWith(windowClass))
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.name()).isEqualTo(windowClass + "/Orders");
                        assertThat(found.suggestion()).isEqualTo("copydata:" + windowClass);
                        assertThat(found.processes()).extracting(p -> p.pid()).containsExactly(pid(receiver));
                    });
            assertThat(tap.spec().toString()).isEqualTo("copydata:" + windowClass);
        }
    }
}
