package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

    @ParameterizedTest
    @CsvSource({"1, CF_TEXT", "13, CF_UNICODETEXT", "0xC001, XlTable", "0xC002, 0xC002", "0x0300, 0x0300"})
    void aFormatHasItsNameOrItsNumber(String number, String name) {
        Formats formats = new Formats(format -> format == 0xc001 ? "XlTable" : "");
        assertThat(formats.name(Integer.decode(number))).isEqualTo(name);
    }
}
