package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KindTermTest {

    @Test
    void matchesTheKind() {
        assertThat(new Sample().passes("kind:data")).isTrue();
        assertThat(new Sample().passes("kind:gap")).isFalse();
        assertThat(new Sample().passes("kind!=gap")).isTrue();
    }

    @Test
    void namesTheKindsWhenWrong() {
        assertThat(Sample.error("kind:dat")).contains("6: ").contains("data, open, close, error, snapshot, gap, event");
    }
}
