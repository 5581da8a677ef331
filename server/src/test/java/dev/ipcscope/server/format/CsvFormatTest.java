package dev.ipcscope.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "a,b|\"a,b\"",
                "say \"hi\"|\"say \"\"hi\"\"\"",
                "=1+1|'=1+1",
                "+1|'+1",
                "-1|'-1",
                "@x|'@x",
                "=a,b|\"'=a,b\"",
                "a=b|a=b"
            })
    void fieldsAreQuotedAndFormulasNeutralised(String value, String field) {
        assertThat(CsvFormat.field(value)).isEqualTo(field);
    }

    @org.junit.jupiter.api.Test
    void tabsAndLineEndsToo() {
        assertThat(CsvFormat.field("\t=1")).isEqualTo("'\t=1");
        assertThat(CsvFormat.field("\r=1")).isEqualTo("\"'\r=1\"");
        assertThat(CsvFormat.field("a\nb")).isEqualTo("\"a\nb\"");
    }
}
