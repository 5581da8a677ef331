package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import org.junit.jupiter.api.Test;

class PidTermTest {

    @Test
    void matchesEitherProcess() {
        assertThat(new Sample().passes("pid:100")).isTrue();
        assertThat(new Sample().passes("pid==200")).isTrue();
        assertThat(new Sample().passes("pid:300")).isFalse();
        assertThat(new Sample().passes("pid>150")).isTrue();
        assertThat(new Sample().passes("pid>200")).isFalse();
        assertThat(new Sample().passes("pid!=100")).isFalse();
        assertThat(new Sample().passes("pid!=300")).isTrue();
    }

    @Test
    void anUnknownPidMatchesNoNumber() {
        Sample unknown = new Sample();
        unknown.client = ProcessInfo.UNKNOWN;
        unknown.server = ProcessInfo.UNKNOWN;
        assertThat(unknown.passes("pid>=0")).isFalse();
        assertThat(unknown.passes("pid!=100")).isTrue();
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThat(Sample.error("pid:abc")).contains("5: 'abc' is not a whole number");
    }
}
