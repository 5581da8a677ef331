package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LenTermTest {

    @Test
    void comparesSizes() {
        Sample large = new Sample().payload(new byte[2048]);
        assertThat(large.passes("len>1k")).isTrue();
        assertThat(large.passes("len:2k")).isTrue();
        assertThat(large.passes("len<=2048")).isTrue();
        assertThat(large.passes("len<2k")).isFalse();
        assertThat(large.passes("len!=2")).isTrue();
        assertThat(large.passes("len>1.5k")).isTrue();
    }

    @Test
    void looksAtTheOriginalSize() {
        Sample cut = new Sample();
        cut.length = 1_000_000;
        assertThat(cut.passes("len:1000000")).isTrue();
    }

    @Test
    void namesTheFormWhenWrong() {
        assertThat(Sample.error("len>big")).contains("5: ").contains("a size such as 4096, 4k");
    }
}
