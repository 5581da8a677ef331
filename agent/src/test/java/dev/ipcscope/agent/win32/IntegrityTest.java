package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIDs of labels as Windows has them, S-1-16-LEVEL. */
class IntegrityTest {

    @ParameterizedTest
    @CsvSource({
        "0101000000000010 00000000,UNTRUSTED",
        "0101000000000010 00100000,LOW",
        "0101000000000010 00200000,MEDIUM",
        "0101000000000010 00210000,MEDIUM",
        "0101000000000010 00300000,HIGH",
        "0101000000000010 00400000,SYSTEM",
        "0101000000000010 00500000,SYSTEM",
        "0101000000000005 12000000,UNKNOWN",
        "0100000000000010,UNKNOWN",
        "01ff000000000010 00300000,UNKNOWN",
        "01,UNKNOWN"
    })
    void isTheLastNumberOfALabel(String sid, Integrity level) {
        assertThat(Integrity.ofSid(bytes(sid))).isEqualTo(level);
    }

    @Test
    void anyBytesAreTaken() {
        SplittableRandom random = new SplittableRandom(Long.getLong("ipcscope.seed", 20_261_127L));
        for (int i = 0; i < 2_000; i++) {
            byte[] sid = new byte[random.nextInt(24)];
            random.nextBytes(sid);
            assertThat(Integrity.ofSid(ByteBuffer.wrap(sid))).isNotNull();
        }
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
