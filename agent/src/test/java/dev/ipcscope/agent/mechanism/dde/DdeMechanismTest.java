package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.TapSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdeMechanismTest {

    private final DdeMechanism mechanism = new DdeMechanism();

    @Test
    void aSpecStaysAsItIsWritten() throws Exception {
        assertThat(mechanism.check(TapSpec.parse("dde:Excel|System?keep=4k"))).hasToString("dde:Excel|System?keep=4k");
    }

    @ParameterizedTest
    @CsvSource({
        "dde:Excel=Other, without '='",
        "dde:, names a service",
        "dde:Excel?mode=other, mode is relay or monitor",
        "dde:*, names a service",
        "dde:Excel?x=1, has no option 'x'"
    })
    void whatIsWrongIsSaidInWords(String spec, String words) {
        assertThatThrownBy(() -> mechanism.check(TapSpec.parse(spec))).hasMessageContaining(words);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it works there")
    void elsewhereItSaysWhereItWorks() {
        assertThat(mechanism.support().works()).isFalse();
        assertThatThrownBy(() -> mechanism.open(TapSpec.parse("dde:Excel"), new RecordedMessages()))
                .hasMessageContaining("Windows");
    }
}
