package dev.ipcscope.agent.win32;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WineProcessesTest {

    @Test
    void findsThePrefixAmongTheOtherVariables() {
        assertThat(prefix("HOME=/root\0WINEPREFIX=/home/é/a=b\0WINEDEBUG=-all\0"))
                .isEqualTo("/home/é/a=b");
    }

    @Test
    void takesNoVariableThatOnlyEndsOrBeginsLikeIt() {
        assertThat(prefix("OLD_WINEPREFIX=/a\0WINEPREFIX_=/b\0X=WINEPREFIX=/c\0"))
                .isNull();
    }

    @Test
    void knowsAnEnvironmentWithoutIt() {
        assertThat(prefix("")).isNull();
        assertThat(prefix("WINEPREFIX=\0")).isEmpty();
    }

    private static @Nullable String prefix(String environment) {
        return WineProcesses.prefixIn(environment.getBytes(UTF_8));
    }
}
