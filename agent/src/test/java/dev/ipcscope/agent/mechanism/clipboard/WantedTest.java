package dev.ipcscope.agent.mechanism.clipboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class WantedTest {

    private static final List<Format> FORMATS = List.of(
            new Format(Format.UNICODETEXT, "CF_UNICODETEXT"),
            new Format(Format.DIBV5, "CF_DIBV5"),
            new Format(0xc123, "HTML Format"),
            new Format(Format.LOCALE, "CF_LOCALE"),
            new Format(Format.TEXT, "CF_TEXT"),
            new Format(2, "CF_BITMAP"),
            new Format(Format.DIB, "CF_DIB"),
            new Format(0x310, "0x0310"));

    private static Wanted wanted(String options) throws Exception {
        TapSpec spec = TapSpec.parse("clipboard:" + options);
        assertThat(new ClipboardMechanism().check(spec)).isEqualTo(spec);
        return Wanted.of(spec);
    }

    private static List<String> read(String options) throws Exception {
        return wanted(options).reasons(FORMATS).entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(entry -> entry.getKey().name())
                .toList();
    }

    @Test
    void eachContentIsReadInOneForm() throws Exception {
        assertThat(read("")).containsExactly("CF_UNICODETEXT", "CF_DIBV5", "HTML Format");
        assertThat(read("?read=all"))
                .containsExactly("CF_UNICODETEXT", "CF_DIBV5", "HTML Format", "CF_LOCALE", "CF_TEXT", "CF_DIB");
        assertThat(read("?read=formats")).isEmpty();
        assertThat(read("?skip=html format, 13")).containsExactly("CF_DIBV5");
    }

    @Test
    void aFormThatIsSkippedStandsForNoOther() throws Exception {
        Format text = new Format(Format.TEXT, "CF_TEXT");
        assertThat(wanted("").reasons(FORMATS)).containsEntry(text, "the text is read as CF_UNICODETEXT");
        assertThat(wanted("?skip=CF_UNICODETEXT").reasons(FORMATS))
                .containsEntry(text, "the text would be read as CF_UNICODETEXT, which skip= leaves out");
        assertThat(wanted("?skip=17").reasons(FORMATS))
                .containsEntry(
                        new Format(Format.DIB, "CF_DIB"),
                        "the picture would be read as CF_DIBV5, which skip= leaves out");
    }

    @Test
    void programsMayAskNotToBeRecorded() throws Exception {
        Format viewer = new Format(0xc200, "Clipboard Viewer Ignore");
        Format history = new Format(0xc201, "CanIncludeInClipboardHistory");
        assertThat(wanted("").excluding(List.of(viewer, history))).containsExactly(viewer);
        assertThat(wanted("").history(List.of(viewer, history))).isEqualTo(history);
        Format otherCase = new Format(0xc202, "ExcludeClipboardContentFromMonitorprocessing");
        Format historyToo = new Format(0xc203, "canincludeinclipboardhistory");
        assertThat(wanted("").excluding(List.of(otherCase))).containsExactly(otherCase);
        assertThat(wanted("").history(List.of(historyToo))).isEqualTo(historyToo);
        assertThat(wanted("?private=keep").excluding(List.of(viewer))).isEmpty();
        assertThat(wanted("?private=keep").history(List.of(history))).isNull();
        assertThat(wanted("?read=formats").history(List.of(history))).isNull();
    }

    @Test
    void wrongOptionsSayWhatThereIs() {
        assertThatThrownBy(() -> wanted("?read=some")).hasMessageContaining("formats, usual or all");
        assertThatThrownBy(() -> wanted("?private=yes")).hasMessageContaining("leave or keep");
        assertThatThrownBy(() -> wanted("?every=1s")).hasMessageContaining("private, read, skip");
        assertThatThrownBy(() -> wanted("x")).hasMessageContaining("one clipboard");
    }

    @Test
    void sequenceNumbersTellWhatWasMissed() {
        SequenceBook book = new SequenceBook(10);
        assertThat(book.isKnown(10)).isTrue();
        assertThat(book.read(12, 1)).isEmpty();
        assertThat(book.isKnown(12)).isTrue();
        assertThat(book.read(20, 3)).containsExactly(13, 16);
        assertThat(book.alsoNotified(5)).isEqualTo(3);
        assertThat(book.alsoNotified(5)).isZero();
        SequenceBook full = new SequenceBook(0xffff_ffffL);
        assertThat(full.read(1, 1)).isEmpty();
    }
}
