package dev.ipcscope.agent.mechanism.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Support;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code doctor} says about Unix sockets in a Windows JVM. */
@Tag("windows")
class UnixOnWindowsTest {

    @Test
    void saysWhatIsLacking() {
        Support support = new UnixMechanism().support();
        assertThat(support.works()).isFalse();
        assertThat(support.reason()).contains("Unix sockets", "Windows", "on Linux only");
    }
}
