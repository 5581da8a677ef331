package dev.ipcscope.agent.mechanism.copydata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.DesktopWindow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"Notepad", "Notepad/Untitled - Notepad", "X/", "X//home/user", "A%2FB/T", "50%25", "#32770/Setup"
            })
    void namesAreWrittenAsTheyAreRead(String text) throws Exception {
        assertThat(WindowName.parse(text)).hasToString(text);
        TapSpec spec = new TapSpec("copydata", text, null, Map.of());
        assertThat(new CopydataMechanism().check(TapSpec.parse(spec.toString())))
                .isEqualTo(spec);
    }

    @Test
    void classAndTitleAreToldApart() throws Exception {
        assertThat(WindowName.parse("A")).isEqualTo(new WindowName("A", null));
        assertThat(WindowName.parse("A/")).isEqualTo(new WindowName("A", ""));
        assertThat(WindowName.parse("A/b/c")).isEqualTo(new WindowName("A", "b/c"));
        assertThat(WindowName.parse("A%2fB%25/c%2Fd")).isEqualTo(new WindowName("A/B%", "c%2Fd"));
    }

    @Test
    void whatIsNoWindowIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> WindowName.parse("")).hasMessageContaining("ipcscope-agent list");
        assertThatThrownBy(() -> WindowName.parse("/Title")).isInstanceOf(TapSpecException.class);
        assertThatThrownBy(() -> WindowName.parse("x".repeat(300))).hasMessageContaining("256");
        assertThatThrownBy(() -> new CopydataMechanism().check(TapSpec.parse("copydata:A=B")))
                .hasMessageContaining("%3D");
        assertThatThrownBy(() -> new CopydataMechanism().check(TapSpec.parse("copydata:A?x=1")))
                .hasMessageContaining("no option 'x'");
    }

    @Test
    void windowsAreListedByNameWithASpecThatFindsThem() {
        List<DesktopWindow> windows = List.of(
                new DesktopWindow(0x10, 5, "Editor", "a.txt", true, false),
                new DesktopWindow(0x20, 5, "editor", "b=1.txt", false, false),
                new DesktopWindow(0x30, 6, "Only", "x", false, true),
                new DesktopWindow(0x40, 7, "Only", "x", false, true),
                new DesktopWindow(0x50, 5, "IME", "Default IME", false, false),
                new DesktopWindow(0x60, 99, "ipcscope.loop.1", "", false, true));
        List<Endpoint> found = CopydataDiscovery.endpoints(windows, 99, ProcessInfo::ofPid);
        assertThat(found).extracting(Endpoint::name).containsExactly("Editor/a.txt", "editor/b=1.txt", "Only/x");
        assertThat(found)
                .extracting(Endpoint::suggestion)
                .containsExactly("copydata:Editor/a.txt", "copydata:editor/b%3D1.txt", "copydata:Only");
        assertThat(found)
                .extracting(Endpoint::kind)
                .containsExactly("window", "hidden window", "window for messages only");
        assertThat(found.get(2).processes()).extracting(ProcessInfo::pid).containsExactly(6L, 7L);
        assertThat(found.get(2).facts()).containsEntry("window", "0x30").containsEntry("windows", 2);
    }
}
