package dev.ipcscope.agent.mechanism.copydata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rarer ways to send, and receivers that behave badly: two foreign programs print the same directly and tapped. */
@Tag("windows")
@Timeout(240)
class CopydataSameTest {

    private static final long ADDED = 1L << 40;
    private static int number;

    private final String windowClass =
            "ipcscope same " + ++number + " " + ProcessHandle.current().pid();
    private final RecordedMessages recorded = new RecordedMessages();

    private ForeignProgram receiver(String title, String... options) throws Exception {
        ForeignProgram receiver = ForeignProgram.start(
                "copydatareceiver",
                Stream.concat(Stream.of(windowClass, title), Stream.of(options)).toArray(String[]::new));
        receiver.awaitLine("ready");
        return receiver;
    }

    private List<String> send(String... steps) throws Exception {
        try (ForeignProgram sender = ForeignProgram.start(
                "copydatasender",
                Stream.concat(Stream.of(windowClass, "Orders"), Stream.of(steps))
                        .toArray(String[]::new))) {
            return plain(sender.finish());
        }
    }

    private Tap tap() throws Exception {
        CopydataMechanism mechanism = new CopydataMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse("copydata:" + windowClass)), recorded);
    }

    private static List<String> plain(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("^(ready|pid|again) .*", "$1").replaceFirst("pid \\d+", "pid PID"))
                .toList();
    }

    private List<String> talk(boolean tapped, String... steps) throws Exception {
        try (ForeignProgram receiver = receiver("Orders");
                Tap tap = tapped ? tap() : null) {
            List<String> said = new ArrayList<>(send(steps));
            receiver.close();
            said.addAll(plain(receiver.finish()));
            return said;
        }
    }

    /** Gives what both printed, without and with a tap. */
    private List<String> same(String... steps) throws Exception {
        List<String> direct = talk(false, steps);
        assertThat(talk(true, steps)).isEqualTo(direct);
        return direct;
    }

    private long failures() {
        return recorded.entries(Kind.ERROR).size();
    }

    @Test
    void handlersThatSendBackAndForthUnwindInOrder() throws Exception {
        String result = " gave " + (ADDED + 4);
        assertThat(same("d:1:deep:7"))
                .containsSubsequence("deep:1" + result, "deep:3" + result, "deep:5" + result, "result " + (ADDED + 1));
    }

    @Test
    void receiversThatTakeCallsInsideACallGetThemInTheirOrder() throws Exception {
        assertThat(same("g:300:pump:1500,two,slow:200")).contains("pumped");
        same("g:300:slow:900,slow:900,slow:900");
    }

    @Test
    void sendersThatGiveUpGetTheSameResultAndError() throws Exception {
        assertThat(same(
                        "o:400:n:slow:1500",
                        "o:60000:n:in time",
                        "o:400:h:slow:1500",
                        "o:60000:h:in time",
                        "o:400:b:slow:1500",
                        "o:60000:bhe:in time"))
                .contains("went 0, result 0, error 1460, at its limit");
    }

    @Test
    void callsToOneThatHangsGiveUp() throws Exception {
        assertThat(same("o:300:n:hang", "o:300:n:x", "o:300:h:x", "o:300:b:x"))
                .contains("went 0, result 0, error 1460, at its limit");
    }

    @Test
    void sendersGetTheirResultsInTheOrderOfTheirCallsFromOneThatTakesNothingMeanwhile() throws Exception {
        assertThat(same("g:400:slow:1200,slow:1201,slow:1202"))
                .containsSubsequence(
                        "'slow:1200' 1, result " + (ADDED + 8),
                        "'slow:1201' 1, result " + (ADDED + 8),
                        "'slow:1202' 1, result " + (ADDED + 8));
    }

    @Test
    void whatIsGivenUpBeforeItsTurnNeverArrives() throws Exception {
        assertThat(same("d:1:reply:2000", "o:400:n:given up", "d:2:after"))
                .contains("went 0, result 0, error 1460, at its limit")
                .noneMatch(line -> line.startsWith("got dwData 5,"));
    }

    @Test
    void whoGivesUpOnOneThatHangsIsToldAtOnce() throws Exception {
        assertThat(same("d:1:reply:10000", "sleep:7000", "o:20000:h:hopeless", "d:2:after", "o:20000:h:back"))
                .contains("went 0, result 0, error 1460, at once", "went 1, result " + (ADDED + 5) + ", error 4242");
    }

    @Test
    void whatWindowsRefusesIsRefused() throws Exception {
        assertThat(same("f:0:text")).contains("notify 0, error 1159", "callback 0, error 1159", "post 0, error 1159");
        assertThat(recorded.conversations()).isEmpty();
    }

    @Test
    void addressesWithoutBytesAndBytesWithoutAddressPass() throws Exception {
        same("z:1", "y:2:10", "n:3:0", "e:3", "n:0xfedcba9876543210:3000000");
        assertThat(recorded.totalBytes()).isGreaterThanOrEqualTo(3_000_000);
    }

    @Test
    void repliesThatComeBeforeTheEndOfTheHandlerPassAtOnce() throws Exception {
        assertThat(same("d:1:reply:700", "d:2:after", "o:400:n:reply:1", "d:7:last"))
                .contains("result 6", "went 1, result 10, error 4242");
    }

    @Test
    void windowsThatEndInsideTheirHandlerStillAnswer() throws Exception {
        assertThat(same("s:3:gone")).contains("result " + (ADDED + 3) + ", error 4242");
    }

    @Test
    void windowsMadeAnewGetWhatIsSentAtOnce() throws Exception {
        same("s:3:again", "sleep:30", "s:4:x", "sleep:10", "s:5:x", "s:6:again", "sleep:500", "s:7:x");
        assertThat(failures()).isZero();
    }

    @Test
    void oneThatDiesInACallGivesZero() throws Exception {
        assertThat(talk(false, "d:1:die")).contains("result 0");
        assertThat(talk(true, "d:1:die")).contains("result 0");
        assertThat(failures()).isOne();
    }

    @Test
    void severalWindowsOfOneClassGetEachItsOwn() throws Exception {
        List<List<String>> runs = new ArrayList<>();
        for (boolean tapped : new boolean[] {false, true}) {
            try (ForeignProgram orders = receiver("Orders");
                    ForeignProgram bills = receiver("Bills");
                    Tap tap = tapped ? tap() : null) {
                List<String> said = new ArrayList<>(send(
                        "s:1:to orders",
                        "to:Bills",
                        "s:2:to bills",
                        "to:-",
                        "s:3:to the topmost",
                        "to:Nobody",
                        "s:4:x"));
                said.addAll(plain(orders.endInput()));
                said.addAll(plain(bills.endInput()));
                runs.add(said);
            }
        }
        assertThat(runs.get(0)).contains("no window");
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
    }
}
