package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdeNameTest {

    @Test
    void aNameIsAServiceWithOrWithoutATopic() throws Exception {
        assertThat(DdeName.parse("Excel")).isEqualTo(new DdeName("Excel", null)).hasToString("Excel");
        assertThat(DdeName.parse("Excel|[a|b]Sheet1"))
                .isEqualTo(new DdeName("Excel", "[a|b]Sheet1"))
                .hasToString("Excel|[a|b]Sheet1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "|System", "Excel|"})
    void halfANameIsRefused(String text) {
        assertThatThrownBy(() -> DdeName.parse(text)).isInstanceOf(TapSpecException.class);
    }

    @Test
    void noNameIsLongerThanAnAtom() throws Exception {
        assertThat(DdeName.parse("x".repeat(255)).service()).hasSize(255);
        assertThatThrownBy(() -> DdeName.parse("x".repeat(256))).hasMessageContaining("at most 255 characters");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Excel,      Excel, System, true",
                "Excel,      EXCEL, system, true",
                "Excel,      Word,  System, false",
                "Excel,      '',    '',     true",
                "Excel|Book, Excel, BOOK,   true",
                "Excel|Book, Excel, System, false",
                "Excel|Book, Excel, '',     true",
                "*,          Word,  x,      true",
            })
    void clientsAskInAnyCaseAndMayLeaveOpenWhatTheyLike(String name, String service, String topic, boolean meant)
            throws Exception {
        assertThat(DdeName.parse(name).isAskedBy(service, topic)).isEqualTo(meant);
    }
}
