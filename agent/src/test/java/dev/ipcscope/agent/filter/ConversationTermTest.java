package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConversationTermTest {

    @Test
    void comparesTheNumber() {
        assertThat(new Sample().passes("conversation:12")).isTrue();
        assertThat(new Sample().passes("conversation:1")).isFalse();
        assertThat(new Sample().passes("conversation>=12")).isTrue();
        assertThat(Sample.error("conversation:x")).contains("14: ");
    }
}
