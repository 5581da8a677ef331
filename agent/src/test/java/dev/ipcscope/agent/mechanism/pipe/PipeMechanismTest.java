package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipeMechanismTest {

    private final PipeMechanism mechanism = new PipeMechanism();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pipe:front=real|pipe:\\\\.\\pipe\\front=\\\\.\\pipe\\real",
                "pipe:\\\\.\\pipe\\front=\\\\.\\PIPE\\real|pipe:\\\\.\\pipe\\front=\\\\.\\pipe\\real",
                "pipe://./pipe/front=real|pipe:\\\\.\\pipe\\front=\\\\.\\pipe\\real",
                "pipe:\\\\?\\pipe\\front=real|pipe:\\\\.\\pipe\\front=\\\\.\\pipe\\real",
                "pipe:a\\b=\\\\host\\Pipe\\c|pipe:\\\\.\\pipe\\a\\b=\\\\host\\pipe\\c",
                "pipe:Grüße=日本?policy=block|pipe:\\\\.\\pipe\\Grüße=\\\\.\\pipe\\日本?policy=block",
                "pipe:x|pipe:\\\\.\\pipe\\x",
                "pipe:x?attach=swap|pipe:\\\\.\\pipe\\x?attach=swap",
                "pipe:\\Device\\NamedPipe\\x|pipe:\\\\.\\pipe\\x",
                "pipe:\\\\localhost\\pipe\\f=local\\r|pipe:\\\\.\\pipe\\f=\\\\.\\pipe\\LOCAL\\r",
                "pipe:a=b?type=message|pipe:\\\\.\\pipe\\a=\\\\.\\pipe\\b?type=message"
            })
    void makesNamesWhole(String given, String whole) throws Exception {
        TapSpec checked = mechanism.check(TapSpec.parse(given));
        assertThat(checked.toString()).isEqualTo(whole);
        assertThat(mechanism.check(TapSpec.parse(checked.toString()))).isEqualTo(checked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipe:same=\\\\.\\PIPE\\SAME",
                "pipe:\\\\host\\pipe\\front=real",
                "pipe:\\\\.\\pipe\\=real",
                "pipe:\\\\host\\share=real",
                "pipe:a=b?type=stream",
                "pipe:a=b?every=5s",
                "pipe:\\\\host\\pipe\\x",
                "pipe:x?type=byte",
                "pipe:x?attach=steal",
                "pipe:a=b?attach=swap",
                "pipe:\\\\.\\mailslot\\x"
            })
    void refusesWhatCanNotBeMeant(String spec) {
        assertThatThrownBy(() -> mechanism.check(TapSpec.parse(spec))).isInstanceOf(TapSpecException.class);
    }

    @Test
    void refusesNamesThatWindowsHasNoRoomFor() {
        assertThatThrownBy(() -> mechanism.check(TapSpec.parse("pipe:" + "x".repeat(260) + "=real")))
                .hasMessageContaining("256");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "says why there are no named pipes elsewhere")
    void saysWhyItDoesNotWorkOnLinux() throws Exception {
        assertThat(mechanism.support().works()).isFalse();
        assertThat(mechanism.support().reason()).contains("Windows").contains("ipcscope-agent.jar");
        assertThat(mechanism.discover()).isEmpty();
    }
}
