package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpecException;
import org.junit.jupiter.api.Test;

class MappingNameTest {

    @Test
    void onWindowsANameIsASectionsUnlessItIsAPath() throws Exception {
        assertThat(of("Telemetry")).isEqualTo(section("Local\\Telemetry"));
        assertThat(of("local\\Telemetry")).isEqualTo(section("Local\\Telemetry"));
        assertThat(of("GLOBAL\\Telemetry")).isEqualTo(section("Global\\Telemetry"));
        assertThat(of("\\Sessions\\1\\BaseNamedObjects\\x")).isEqualTo(section("Local\\x"));
        assertThat(of("\\BaseNamedObjects\\x")).isEqualTo(section("Global\\x"));
        for (String path : new String[] {"C:\\a\\b", "c:/a", "\\\\host\\share\\f", ".\\f", "..\\f", "./f", "a/b"}) {
            assertThat(of(path)).isEqualTo(new MappingName(MappingName.Kind.FILE, path));
        }
    }

    @Test
    void theBufferOfOutputDebugStringIsSpecial() throws Exception {
        assertThat(of("DBWIN_BUFFER")).isEqualTo(new MappingName(MappingName.Kind.DEBUG_OUTPUT, "Local\\DBWIN_BUFFER"));
        assertThat(of("Global\\DBWIN_BUFFER").prefix()).isEqualTo("Global\\");
    }

    @Test
    void whatCanBeNeitherIsRefused() {
        for (String name : new String[] {"a\\b", "Local\\a\\b", "Local\\", "Global\\", "\\Device\\x"}) {
            assertThatThrownBy(() -> of(name))
                    .isInstanceOf(TapSpecException.class)
                    .hasMessageContaining("is no mapping's name: Local\\NAME");
        }
    }

    @Test
    void whatIsNotOfThisSessionIsRefusedAndNotTakenForOurs() {
        for (String name : new String[] {
            "\\Sessions\\2\\BaseNamedObjects\\x", "\\sessions\\1\\AppContainerNamedObjects\\S-1-15-2-1\\x"
        }) {
            assertThatThrownBy(() -> of(name))
                    .isInstanceOf(TapSpecException.class)
                    .hasMessageContaining("'" + name + "' belongs to another session or to an app in a container")
                    .hasMessageContaining("its own session, 1 (Local\\NAME)");
        }
    }

    @Test
    void aPipeOrMailslotIsNamedAsOne() {
        assertThatThrownBy(() -> of("\\\\.\\pipe\\orders"))
                .hasMessageContaining(
                        "'\\\\.\\pipe\\orders' is the name of a pipe, not of a mapping: pipe:FRONT=\\\\.\\pipe\\orders");
        assertThatThrownBy(() -> of("//?/MailSlot/notices"))
                .hasMessageContaining(
                        "is the name of a mailslot, not of a mapping: mailslot:FRONT=//?/MailSlot/notices");
    }

    @Test
    void elsewhereEveryNameIsAFiles() throws Exception {
        assertThat(MappingName.of("Local\\Telemetry", false, 1).kind()).isEqualTo(MappingName.Kind.FILE);
        assertThat(MappingName.of("DBWIN_BUFFER", false, 1).kind()).isEqualTo(MappingName.Kind.FILE);
    }

    private static MappingName of(String name) throws TapSpecException {
        return MappingName.of(name, true, 1);
    }

    private static MappingName section(String name) {
        return new MappingName(MappingName.Kind.SECTION, name);
    }
}
