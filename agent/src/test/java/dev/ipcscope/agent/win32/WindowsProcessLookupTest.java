package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("windows")
class WindowsProcessLookupTest {

    private final ProcessLookup lookup = ProcessLookup.ofThisMachine();

    @Test
    void knowsThisProcess() {
        long pid = ProcessHandle.current().pid();
        ProcessInfo me = lookup.describe(pid);
        assertThat(me.pid()).isEqualTo(pid);
        assertThat(me.name()).isEqualTo("java.exe");
        assertThat(me.path()).endsWith("\\java.exe");
        assertThat(me.command()).contains("ConsoleLauncher");
        assertThat(me.user()).contains(System.getProperty("user.name"));
    }

    @Test
    void knowsOnlyTheNumberOfAProcessThatIsGone() {
        assertThat(lookup.describe(0x7ffffff0L)).isEqualTo(ProcessInfo.ofPid(0x7ffffff0L));
    }
}
