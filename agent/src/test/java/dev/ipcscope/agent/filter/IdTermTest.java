package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdTermTest {

    @Test
    void comparesTheNumber() {
        assertThat(new Sample().passes("id:7")).isTrue();
        assertThat(new Sample().passes("id>6")).isTrue();
        assertThat(new Sample().passes("id>7")).isFalse();
        assertThat(new Sample().passes("id<=7")).isTrue();
        assertThat(Sample.error("id:99999999999999999999")).contains("4: ").contains("too large");
    }
}
