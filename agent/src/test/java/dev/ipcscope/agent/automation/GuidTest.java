package dev.ipcscope.agent.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class GuidTest {

    private static final String TEXT = "{78D4ACEC-A177-4064-8E12-23D536EAB45F}";
    private static final byte[] BYTES = HexFormat.of().parseHex("ecacd47877a164408e1223d536eab45f");

    @Test
    void itsFirstPartsAreLittleEndianInMemory() {
        assertThat(Guid.parse(TEXT).bytes()).isEqualTo(BYTES);
        ByteBuffer from = ByteBuffer.wrap(BYTES);
        assertThat(Guid.read(from)).hasToString(TEXT);
        assertThat(from.hasRemaining()).isFalse();
    }

    @Test
    void bracesAndCaseDoNotMatter() {
        assertThat(Guid.parse("78d4acec-a177-4064-8e12-23d536eab45f")).isEqualTo(Guid.parse(TEXT));
    }

    @Test
    void anythingElseIsRefusedInWords() {
        for (String wrong : new String[] {"", "{}", "{78D4ACEC}", TEXT + "0", "1-1-1-1-1"}) {
            assertThatThrownBy(() -> Guid.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no GUID");
        }
    }
}
