package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaptureTermTest {

    @Test
    void matchesTheWholeNameInAnyCaseOrAPattern() {
        assertThat(new Sample().passes("capture:\"nightly RUN\"")).isTrue();
        assertThat(new Sample().passes("capture:nightly*")).isTrue();
        assertThat(new Sample().passes("capture:nightly")).isFalse();
        assertThat(new Sample().passes("capture!=other")).isTrue();
        assertThat(new Sample().passes("capture==\"nightly run\"")).isFalse();
    }
}
