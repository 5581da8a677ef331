package dev.ipcscope.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void nothingActsOnATerminal() {
        assertThat(Text.line("ü日\u001b[31m\n\r\t\u202eabc\u2028\ud800"))
                .isEqualTo("ü日\\u001b[31m\\u000a\\u000d\\u0009\\u202eabc\\u2028\\ud800");
    }
}
