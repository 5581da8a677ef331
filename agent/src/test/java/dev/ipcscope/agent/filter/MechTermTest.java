package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MechTermTest {

    @Test
    void matchesTheWholeId() {
        assertThat(new Sample().passes("mech:tcp")).isTrue();
        assertThat(new Sample().passes("mech:TCP")).isTrue();
        assertThat(new Sample().passes("mech:t*")).isTrue();
        assertThat(new Sample().passes("mech:tc")).isFalse();
        assertThat(new Sample().passes("mech:udp")).isFalse();
        assertThat(new Sample().passes("mech!=tcp")).isFalse();
    }

    @Test
    void anEmptyWordIsRefused() {
        assertThat(Sample.error("mech:")).contains("6: ").contains("a word is missing");
    }
}
