package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values that Windows' documentation and its tools show. */
class ProtectionTest {

    @ParameterizedTest
    @CsvSource({
        "00,''",
        "31,'protected (light, Antimalware)'",
        "41,'protected (light, Lsa)'",
        "51,'protected (light, Windows)'",
        "61,'protected (light, WinTcb)'",
        "62,'protected (full, WinTcb)'",
        "72,'protected (full, WinSystem)'",
        "39,'protected (light, Antimalware)'",
        "f1,'protected (light, signer 15)'"
    })
    void isTypeAndSigner(String told, String words) {
        Protection protection = Protection.parse((byte) Integer.parseInt(told, 16));
        assertThat(protection.words()).isEqualTo(words);
        assertThat(protection.isProtected()).isEqualTo(!words.isEmpty());
    }
}
