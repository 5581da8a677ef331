package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tap changes in the registry is taken back, also when its process is killed. */
@Tag("windows")
@Timeout(300)
class ComUndoTest {

    private final ComMechanism mechanism = new ComMechanism();

    @BeforeEach
    void register() throws Exception {
        BankPrograms.register();
    }

    @AfterEach
    void unregister() throws Exception {
        mechanism.undo();
        BankPrograms.unregister();
    }

    private static ForeignProgram killable(String spec) throws Exception {
        String java =
                Path.of(System.getProperty("java.home"), "bin", "java.exe").toString();
        return ForeignProgram.run(List.of(
                java, "-Xmx64m", "-cp", System.getProperty("java.class.path"), ComTapForKill.class.getName(), spec));
    }

    private static void reg(String... arguments) throws Exception {
        try (ForeignProgram reg = ForeignProgram.run(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("reg.exe"), java.util.stream.Stream.of(arguments))
                .toList())) {
            reg.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"com:Ipcscope.Bank", "com:{E6EC75AD-3959-407C-A468-D449EA6AB52A}"})
    void aKilledAgentLeavesNothingAfterUndo(String spec) throws Exception {
        List<String> before = BankPrograms.registry();
        try (ForeignProgram agent = killable(spec)) {
            agent.awaitLine("ready");
            assertThat(BankPrograms.registry()).isNotEqualTo(before);
            assertThat(mechanism.undo()).as("what a running agent did stays").isEmpty();
            assertThat(BankPrograms.registry()).isNotEqualTo(before);
        }
        Awaitility.await().until(() -> !mechanism.undo().isEmpty());
        assertThat(BankPrograms.registry()).isEqualTo(before);
        assertThat(mechanism.undo()).isEmpty();
        assertThat(BankPrograms.client("late")).contains("done");
    }

    @Test
    void whatAnotherProgramChangedStaysAndIsTold() throws Exception {
        String key = "HKLM\\Software\\Classes\\Ipcscope.Bank\\CLSID";
        String foreign = "{00000000-1111-2222-3333-444444444444}";
        List<String> before = BankPrograms.registry();
        try (Tap tap = mechanism.open(mechanism.check(TapSpec.parse("com:Ipcscope.Bank")), new RecordedMessages())) {
            assertThat(tap.note()).isEmpty();
            reg("add", key, "/ve", "/d", foreign, "/f");
            assertThat(tap.note()).contains("Ipcscope.Bank\\CLSID was changed by another program");
        }
        assertThat(BankPrograms.registry()).isNotEqualTo(before).anyMatch(line -> line.contains(foreign));
        reg("add", key, "/ve", "/d", BankPrograms.CLSID, "/f");
        assertThat(BankPrograms.registry()).isEqualTo(before);
    }

    @Test
    void aClassThatIsTappedAlreadyIsRefusedInWords() throws Exception {
        TapSpec spec = mechanism.check(TapSpec.parse("com:" + BankPrograms.CLSID));
        try (Tap tap = mechanism.open(spec, new RecordedMessages())) {
            assertThat(tap.conversations()).isZero();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> mechanism.open(spec, new RecordedMessages()))
                    .hasMessageContaining("is emulated by")
                    .hasMessageContaining("TreatAs");
        }
    }
}
