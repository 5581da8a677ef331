package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirTermTest {

    @Test
    void takesShortAndLongWords() {
        assertThat(new Sample().passes("dir:c2s")).isTrue();
        assertThat(new Sample().passes("dir:client-to-server")).isTrue();
        assertThat(new Sample().passes("dir:s2c")).isFalse();
        assertThat(new Sample().passes("dir!=none")).isTrue();
        assertThat(new Sample().passes("dir==C2S")).isTrue();
    }

    @Test
    void namesTheWordsWhenWrong() {
        assertThat(Sample.error("dir:in")).contains("5: ").contains("c2s (client to server), s2c or none");
    }

    @Test
    void hasNoOrder() {
        assertThat(Sample.error("dir>c2s")).contains("4: dir takes : == !=, not '>'");
    }
}
