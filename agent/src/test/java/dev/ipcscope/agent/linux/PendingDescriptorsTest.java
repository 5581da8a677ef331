package dev.ipcscope.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PendingDescriptorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'pos:\t0\nflags:\t02\nmnt_id:\t10\nino:\t5\nscm_fds: 0\n'|true",
                "'pos:\t0\nflags:\t02\nscm_fds: 3\n'|false",
                "'pos:\t0\nflags:\t02\nscm_fds: 10\n'|false",
                "'pos:\t0\nflags:\t02\nscm_fds: 0'|false",
                "'pos:\t0\nflags:\t02\n'|false",
                "''|false",
            })
    void onlyACountOfNoneIsNone(String fdinfo, boolean none) {
        assertThat(PendingDescriptors.none(fdinfo)).isEqualTo(none);
    }
}
