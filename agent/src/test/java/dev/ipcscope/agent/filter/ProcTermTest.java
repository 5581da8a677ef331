package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.ProcessInfo;
import org.junit.jupiter.api.Test;

class ProcTermTest {

    @Test
    void findsAPartOfEitherName() {
        assertThat(new Sample().passes("proc:redis")).isTrue();
        assertThat(new Sample().passes("proc:server")).isTrue();
        assertThat(new Sample().passes("proc:CLI")).isTrue();
        assertThat(new Sample().passes("proc:psql")).isFalse();
    }

    @Test
    void aStarMakesItTheWholeName() {
        assertThat(new Sample().passes("proc:redis*")).isTrue();
        assertThat(new Sample().passes("proc:edis*")).isFalse();
        assertThat(new Sample().passes("proc:*cli")).isTrue();
    }

    @Test
    void comparesExactlyWhenAsked() {
        assertThat(new Sample().passes("proc==redis-cli")).isTrue();
        assertThat(new Sample().passes("proc==redis")).isFalse();
        assertThat(new Sample().passes("proc!=redis-cli")).isFalse();
        assertThat(new Sample().passes("proc!=redis")).isTrue();
    }

    @Test
    void anUnknownProcessMatchesNoName() {
        Sample unknown = new Sample();
        unknown.client = ProcessInfo.UNKNOWN;
        unknown.server = ProcessInfo.UNKNOWN;
        assertThat(unknown.passes("proc:redis")).isFalse();
        assertThat(unknown.passes("proc:*")).isFalse();
        assertThat(unknown.passes("proc!=redis")).isTrue();
    }
}
