package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeTermTest {

    @Test
    void comparesUtcTimes() {
        assertThat(new Sample().passes("time>2026-11-23T10:32:07Z")).isTrue();
        assertThat(new Sample().passes("time:2026-11-23T10:32Z")).isTrue();
        assertThat(new Sample().passes("time:2026-11-23T10:32:07.2Z")).isTrue();
        assertThat(new Sample().passes("time:2026-11-23T10:32:07.3Z")).isFalse();
        assertThat(new Sample().passes("time<=2026-11-23T10:32:07.25Z")).isTrue();
        assertThat(new Sample().passes("time<2026-11-23T10:32:07.25Z")).isFalse();
        assertThat(new Sample().passes("time>=2026-11-23T11:32:07.25+01:00")).isTrue();
        assertThat(new Sample().passes("time!=2026-11-23T10:32:07Z")).isFalse();
    }

    @Test
    void namesTheFormsWhenWrong() {
        assertThat(Sample.error("time>noon")).contains("6: ").contains("10:32:07.25");
        assertThat(Sample.error("time>25:00")).contains("6: ");
        assertThat(Sample.error("time:2026-13-01")).contains("6: ");
    }
}
