package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComMechanismTest {

    private static String checked(String spec) throws TapSpecException {
        return new ComMechanism().check(TapSpec.parse(spec)).toString();
    }

    @Test
    void classesAreNamedByProgIdOrClsid() throws Exception {
        assertThat(checked("com:Excel.Application")).isEqualTo("com:Excel.Application");
        assertThat(checked("com:{e6ec75ad-3959-407c-a468-d449ea6ab52a}?via=treatas"))
                .isEqualTo("com:{E6EC75AD-3959-407C-A468-D449EA6AB52A}?via=treatas");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com:{123}|is no GUID",
                "com:a\\b|ProgID",
                "com:|ProgID",
                "com:A.B=C.D|takes no target",
                "com:A.B?via=magic|via is treatas or progid",
                "com:{E6EC75AD-3959-407C-A468-D449EA6AB52A}?via=progid|needs a ProgID",
                "com:A.B?mode=x|has no option 'mode'"
            })
    void whatIsWrongIsSaid(String spec, String reason) {
        assertThatThrownBy(() -> checked(spec))
                .isInstanceOf(TapSpecException.class)
                .hasMessageContaining(reason);
    }
}
