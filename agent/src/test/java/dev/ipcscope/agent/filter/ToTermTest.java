package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToTermTest {

    @Test
    void looksAtTheServerOnly() {
        assertThat(new Sample().passes("to:server")).isTrue();
        assertThat(new Sample().passes("to:cli")).isFalse();
        assertThat(new Sample().passes("to!=redis-cli")).isTrue();
    }
}
