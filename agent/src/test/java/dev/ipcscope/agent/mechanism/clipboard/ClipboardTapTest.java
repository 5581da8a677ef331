package dev.ipcscope.agent.mechanism.clipboard;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A foreign program changes the clipboard, and the tap must tell what it put there. */
@Tag("windows")
@Timeout(240)
class ClipboardTapTest {

    private final RecordedMessages recorded = new RecordedMessages();

    private Tap tap(String options) throws Exception {
        ClipboardMechanism mechanism = new ClipboardMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse("clipboard:" + options)), recorded);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
    }

    private static ForeignProgram owner(String... steps) throws Exception {
        ForeignProgram owner = ForeignProgram.start("clipboardowner", steps);
        owner.awaitLine("done " + steps[steps.length - 1]);
        return owner;
    }

    private List<Entry> changes() {
        return recorded.entries(Kind.EVENT).stream()
                .filter(entry -> entry.details().attributes().containsKey("formats"))
                .toList();
    }

    private List<String> texts() {
        return recorded.entries(Kind.DATA).stream()
                .filter(entry ->
                        "CF_UNICODETEXT".equals(entry.details().attributes().get("format")))
                .map(entry -> new String(entry.bytes(), UTF_16LE))
                .map(text -> text.substring(0, text.indexOf('\0')))
                .toList();
    }

    private void awaitText(String text) {
        soon().until(() -> texts().contains(text));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> formats(Entry change) {
        return (List<Map<String, Object>>)
                Objects.requireNonNull(change.details().attributes().get("formats"));
    }

    private static Map<String, Object> format(Entry change, String name) {
        return formats(change).stream()
                .filter(format -> name.equals(format.get("name")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aChangeIsOneEventWithAllFormatsAndAMessageForEachThatWasRead() throws Exception {
        try (Tap tap = tap("");
                ForeignProgram owner = owner("many")) {
            awaitText("grüner tea");
            soon().until(() -> recorded.entries(Kind.DATA).size() == 5);
            assertThat(changes()).hasSize(1);
            Entry change = changes().get(0);
            assertThat(formats(change))
                    .extracting(format -> format.get("name"))
                    .startsWith("CF_UNICODETEXT", "HTML Format", "CF_HDROP", "CF_DIB", "ipcscope sample");
            assertThat(format(change, "CF_UNICODETEXT"))
                    .containsEntry("size", 22L)
                    .doesNotContainKey("notRead");
            assertThat(format(change, "CF_BITMAP")).containsEntry("notRead", "a handle, not bytes");
            assertThat(format(change, "CF_TEXT").get("notRead")).asString().contains("CF_UNICODETEXT");
            assertThat(recorded.entries(Kind.DATA))
                    .extracting(entry -> entry.details().attributes().get("format"))
                    .containsExactly("CF_UNICODETEXT", "HTML Format", "CF_HDROP", "CF_DIB", "ipcscope sample");
            assertThat(recorded.entries(Kind.DATA).get(3).length()).isEqualTo(40 + 4 * 64 * 48);
            Object sequence = change.details().attributes().get("sequence");
            assertThat(recorded.entries(Kind.DATA))
                    .allSatisfy(
                            entry -> assertThat(entry.details().attributes()).containsEntry("sequence", sequence));
            assertThat(change.conversation().client().pid()).isEqualTo(Long.parseLong(owner.awaitLine("pid")));
            assertThat(change.conversation().client().name()).containsIgnoringCase("clipboardowner");
            assertThat(change.conversation().server().pid()).isNull();
            assertThat(tap.conversations()).isEqualTo(1);
            assertThat(new ClipboardMechanism().discover())
                    .singleElement()
                    .satisfies(found -> assertThat(found.processes())
                            .containsExactly(change.conversation().client()));
        }
        assertThat(recorded.conversations()).allMatch(RecordedMessages.Log::isClosed);
    }

    @Test
    void aChangeIsToldBeforeItIsRead() throws Exception {
        try (Tap tap = tap("");
                ForeignProgram owner = owner("hang:3000")) {
            awaitText("3000");
            List<Entry> all = recorded.entries();
            Entry first = all.get(1); // after the conversation's opening
            assertThat(first.details().attributes()).containsEntry("text", "the clipboard has changed");
            assertThat(first.conversation().client().pid()).isEqualTo(Long.parseLong(owner.awaitLine("pid")));
            assertThat(changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.details().attributes())
                            .containsEntry(
                                    "sequence",
                                    Objects.requireNonNull(
                                            first.details().attributes().get("sequence"))))
                    .satisfies(change -> assertThat(change.mono()).isEqualTo(first.mono()));
            assertThat(recorded.entries(Kind.DATA)).allMatch(entry -> entry.mono() == first.mono());
            assertThat(tap.note()).isEmpty();
        }
    }

    @Test
    void formatsAloneNeverMakeTheOwnerRender() throws Exception {
        try (Tap tap = tap("?read=formats");
                ForeignProgram owner = owner("delayed:promised")) {
            soon().until(() -> changes().size() == 1);
            assertThat(format(changes().get(0), "CF_UNICODETEXT")).containsEntry("notRead", "read=formats");
            assertThat(owner.endInput()).noneMatch(line -> line.startsWith("rendered"));
            assertThat(recorded.entries(Kind.DATA)).isEmpty();
            assertThat(tap.note()).isEmpty();
        }
    }

    @Test
    void aPromisedFormatIsRenderedAndRead() throws Exception {
        try (Tap tap = tap("");
                ForeignProgram owner = owner("delayed:promised")) {
            awaitText("promised");
            assertThat(owner.endInput()).contains("rendered 13");
            assertThat(tap.note()).isEmpty();
        }
    }

    @Test
    void formatsThatAreToBeSkippedAreNotRead() throws Exception {
        try (Tap tap = tap("?skip=html format,8");
                ForeignProgram owner = owner("many")) {
            soon().until(() -> recorded.entries(Kind.DATA).size() == 3);
            assertThat(format(changes().get(0), "HTML Format")).containsEntry("notRead", "skip=");
            assertThat(recorded.entries(Kind.DATA))
                    .extracting(entry -> entry.details().attributes().get("format"))
                    .containsExactly("CF_UNICODETEXT", "CF_HDROP", "ipcscope sample");
            assertThat(owner.lines()).isNotEmpty();
            assertThat(tap.endpoint()).isEqualTo("clipboard");
        }
    }

    @Test
    void whatIsAskedNotToBeRecordedIsNot() throws Exception {
        String[] steps = {
            "exclude:secret 1", "wait", "ignore:secret 2", "wait", "nohistory:secret 3", "wait", "history:open"
        };
        try (Tap tap = tap("");
                ForeignProgram owner = ForeignProgram.start("clipboardowner", steps)) {
            for (int change = 1; change <= 3; change++) {
                int wanted = change;
                soon().until(() -> changes().size() == wanted);
                owner.say("");
            }
            awaitText("open");
            assertThat(texts()).containsExactly("open");
            assertThat(changes().subList(0, 3))
                    .allSatisfy(change -> assertThat(
                                    format(change, "CF_UNICODETEXT").get("notRead"))
                            .asString()
                            .startsWith("its owner asks not to record it"));
            assertThat(tap.conversations()).isEqualTo(1);
        }
    }

    @Test
    void whoWantsThatRecordedNeverthelessSaysSo() throws Exception {
        try (Tap tap = tap("?private=keep");
                ForeignProgram owner = owner("exclude:secret")) {
            awaitText("secret");
            assertThat(owner.lines()).hasSize(2);
            assertThat(tap.spec().toString()).isEqualTo("clipboard:?private=keep");
        }
    }

    @Test
    void contentsThatWereReplacedTooSoonAreAGap() throws Exception {
        try (Tap tap = tap("");
                ForeignProgram owner = owner("burst:200")) {
            awaitText("burst 199");
            soon().until(() -> lost() + changes().size() == 200);
            assertThat(lost()).isPositive();
            assertThat(owner.lines()).hasSize(2);
            assertThat(tap.note()).isEmpty();
        }
    }

    private long lost() {
        return recorded.entries(Kind.GAP).stream()
                .map(entry -> Objects.requireNonNull(entry.details().gap()).count())
                .mapToLong(count -> count == null ? 1 : count)
                .sum();
    }

    @Test
    void anOwnerThatTakesNoMessagesIsSeenWaitingAndThenReadOrFailed() throws Exception {
        try (Tap tap = tap("")) {
            try (ForeignProgram owner = owner("hang:4000")) {
                soon().until(() -> tap.note().contains("takes no messages"));
                assertThat(changes()).hasSize(1);
                awaitText("4000");
                assertThat(tap.note()).isEmpty();
                owner.endInput();
            }
            try (ForeignProgram owner = owner("hang:100000")) {
                soon().until(() -> recorded.entries(Kind.EVENT).stream()
                                .filter(entry -> Boolean.TRUE.equals(
                                        entry.details().attributes().get("pending")))
                                .count()
                        == 2);
                owner.close();
                soon().until(() -> recorded.entries(Kind.ERROR).size() == 1);
                assertThat(Objects.requireNonNull(recorded.entries(Kind.ERROR)
                                        .get(0)
                                        .details()
                                        .error())
                                .text())
                        .contains("CF_UNICODETEXT of the clipboard: its owner took no messages until it ended");
            }
            try (ForeignProgram owner = owner("text:afterwards")) {
                awaitText("afterwards");
                owner.endInput();
            }
        }
    }

    @Test
    void anOwnerThatDoesNotRenderIsSeenWaitingAndThenFailed() throws Exception {
        try (Tap tap = tap("");
                ForeignProgram owner = owner("norender:7000")) {
            soon().until(() -> tap.note().contains("hasn't rendered a format for 5 s"));
            soon().until(() -> recorded.entries(Kind.ERROR).size() == 1);
            assertThat(recorded.entries(Kind.ERROR).get(0).details().attributes())
                    .containsEntry("format", "CF_UNICODETEXT");
            owner.endInput();
        }
    }

    @Test
    void oneFormatThatIsNotRenderedHidesNotTheSizesOfTheOthers() throws Exception {
        try (Tap tap = tap("");
                ForeignProgram owner = owner("half:there")) {
            awaitText("there");
            assertThat(format(changes().get(0), "CF_UNICODETEXT")).containsEntry("size", 12L);
            Entry failed = recorded.entries(Kind.ERROR).get(0);
            assertThat(failed.details().attributes()).containsEntry("format", "ipcscope promise");
            assertThat(Objects.requireNonNull(failed.details().error()).text())
                    .isEqualTo("ipcscope promise of the clipboard: its owner rendered nothing that can be read");
            assertThat(tap.note()).isEmpty();
            owner.endInput();
        }
    }

    @Test
    void contentsThatAnotherProgramKeepsOpenAreAFailureOfTheirOwner() throws Exception {
        try (Tap tap = tap("");
                ForeignProgram owner = owner("keep:5000")) {
            soon().until(() -> recorded.entries(Kind.ERROR).size() == 1);
            Entry failed = recorded.entries(Kind.ERROR).get(0);
            String pid = owner.awaitLine("pid");
            assertThat(failed.conversation().client().pid()).isEqualTo(Long.parseLong(pid));
            assertThat(failed.details().attributes()).containsKey("sequence");
            assertThat(Objects.requireNonNull(failed.details().error()).text())
                    .contains("which process " + pid + " has open", "a change was not read");
            assertThat(tap.conversations()).isOne();
            owner.endInput();
        }
    }
}
