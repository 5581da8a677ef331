package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.windows.ForeignProgram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Wine tells: all runs as administrator there, with 64 bits, and nothing is protected or sandboxed. */
@Tag("windows")
@Timeout(180)
class ProcessTraitsTest {

    private final String name = "ipcscope-traits-" + ProcessHandle.current().pid();

    @Test
    void ourselvesAndAForeignProgram() throws Exception {
        ProcessTraits ourselves = ProcessTraits.ofOurselves();
        assertThat(ourselves.bits()).isEqualTo(64);
        assertThat(ourselves.name()).isEqualTo("java.exe");
        assertThat(ourselves.elevated()).isEqualTo(Elevation.isElevated());
        assertThat(ourselves.integrity()).isNotEqualTo(Integrity.UNKNOWN);
        try (ForeignProgram listener = ForeignProgram.start("listener", "pipe", name, "1", "1")) {
            long pid = Long.parseLong(listener.awaitLine("ready"));
            ProcessTraits foreign = ProcessTraits.of(pid);
            assertThat(foreign.refused()).isZero();
            assertThat(foreign.bits()).isEqualTo(64);
            assertThat(foreign.name()).isEqualTo("listener.exe");
            assertThat(foreign.user()).isEqualTo(ourselves.user());
            assertThat(foreign.protection().isProtected()).isFalse();
            assertThat(TargetAccess.reason(foreign, ourselves)).isEmpty();
        }
    }

    @Test
    void oneThatLetsNobodyInIsSaidToBeSo() throws Exception {
        try (ForeignProgram listener = ForeignProgram.start("listener", "pipe", name, "1", "1", "closed")) {
            ProcessTraits closed = ProcessTraits.of(Long.parseLong(listener.awaitLine("ready")));
            assertThat(closed.refused()).isEqualTo(Win32Exception.ACCESS_DENIED);
            assertThat(TargetAccess.reason(closed, ProcessTraits.ofOurselves()))
                    .contains("keeps even this elevated agent out (error 5)");
        }
    }

    @Test
    void oneThatHasEndedHasEnded() {
        assertThat(TargetAccess.verdict(ProcessTraits.of(0xfffffff0L), ProcessTraits.ofOurselves()))
                .isEqualTo(TargetAccess.Verdict.ENDED);
    }

    @Test
    void theRightsAreSummedUp() {
        assertThat(new WindowsProcessLookup().rights())
                .matches("this agent runs as \\S+, elevated, integrity \\w+, 64-bit; it may look into [1-9]\\d* of"
                        + " [1-9]\\d* processes .*");
    }
}
