package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointTermTest {

    @Test
    void matchesAPartOrWithAStarAllOfIt() {
        assertThat(new Sample().passes("endpoint:6379")).isTrue();
        assertThat(new Sample().passes("endpoint:*6379")).isTrue();
        assertThat(new Sample().passes("endpoint:637*")).isFalse();
        assertThat(new Sample().passes("endpoint==127.0.0.1:6379")).isTrue();
        assertThat(new Sample().passes("endpoint!=127.0.0.1:6379")).isFalse();
    }

    @Test
    void theMechanismMayStandBefore() {
        assertThat(new Sample().passes("endpoint:tcp:127.0.0.1:6379")).isTrue();
        assertThat(new Sample().passes("endpoint:tcp:127.*")).isTrue();
        assertThat(new Sample().passes("endpoint:udp:127.0.0.1:6379")).isFalse();
    }

    @Test
    void backslashesAreLiteral() {
        Sample pipe = new Sample();
        pipe.endpoint = "\\\\.\\pipe\\orders";
        assertThat(pipe.passes("endpoint:\\\\.\\pipe\\orders")).isTrue();
        assertThat(pipe.passes("endpoint:\\pipe\\")).isTrue();
        assertThat(pipe.passes("endpoint:pipe/orders")).isFalse();
    }
}
