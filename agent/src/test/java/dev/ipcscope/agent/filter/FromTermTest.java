package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FromTermTest {

    @Test
    void looksAtTheClientOnly() {
        assertThat(new Sample().passes("from:cli")).isTrue();
        assertThat(new Sample().passes("from:server")).isFalse();
        assertThat(new Sample().passes("from==redis-cli")).isTrue();
    }
}
