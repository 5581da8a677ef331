package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgentTermTest {

    @Test
    void matchesTheWholeName() {
        assertThat(new Sample().passes("agent:build-1")).isTrue();
        assertThat(new Sample().passes("agent:build-*")).isTrue();
        assertThat(new Sample().passes("agent:build")).isFalse();
        assertThat(new Sample().passes("agent!=build-1")).isFalse();
    }
}
