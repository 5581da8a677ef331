package dev.ipcscope.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class UnixAddressTest {

    @Test
    void pathEndsWithAZeroByteAndComesBack() throws IOException {
        byte[] bytes = UnixAddress.of("/run/ü.sock").bytes();

        assertThat(bytes).hasSize(2 + 12 + 1).startsWith(1, 0, '/').endsWith(0);
        assertThat(UnixAddress.of(bytes, bytes.length)).hasToString("/run/ü.sock");
    }

    @Test
    void abstractNameBeginsWithAZeroByteAndKeepsItsLength() throws IOException {
        byte[] bytes = UnixAddress.of("@日").bytes();

        assertThat(bytes).hasSize(2 + 1 + 3).startsWith(1, 0, 0);
        assertThat(UnixAddress.of(bytes, bytes.length)).isEqualTo(UnixAddress.of("@日"));
        assertThat(UnixAddress.of(bytes, bytes.length).isPath()).isFalse();
    }

    @Test
    void socketWithoutNameIsEmpty() {
        assertThat(UnixAddress.of(new byte[110], 2).isEmpty()).isTrue();
        assertThat(UnixAddress.of(new byte[110], 0)).hasToString("");
    }

    @Test
    void longestPathHas107Bytes() throws IOException {
        assertThat(UnixAddress.of("/" + "x".repeat(106)).bytes()).hasSize(110);
        assertThatThrownBy(() -> UnixAddress.of("/" + "x".repeat(107))).hasMessageContaining("107");
        assertThat(UnixAddress.of("@" + "x".repeat(107)).bytes()).hasSize(110);
        assertThatThrownBy(() -> UnixAddress.of("@" + "x".repeat(108))).hasMessageContaining("109 bytes");
    }
}
