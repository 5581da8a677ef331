package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HexTermTest {

    @Test
    void findsBytes() {
        assertThat(new Sample().passes("hex:656c6c")).isTrue();
        assertThat(new Sample().passes("hex:\"65 6C\"")).isTrue();
        assertThat(new Sample().passes("hex:454c")).isFalse();
        assertThat(new Sample().passes("hex:ff")).isFalse();
    }

    @Test
    void refusesHalfBytes() {
        assertThat(Sample.error("hex:4d5")).contains("5: ").contains("two hexadecimal digits each");
        assertThat(Sample.error("hex:zz")).contains("5: ");
        assertThat(Sample.error("hex:")).contains("5: ");
    }
}
