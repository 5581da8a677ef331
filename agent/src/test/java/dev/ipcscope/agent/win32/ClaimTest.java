package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClaimTest {

    @Test
    void aNameIsOneForAllItsSpellingsAndFitsAnObjectsName() {
        assertThat(Claim.plain("\\\\.\\pipe\\a\\b"))
                .isEqualTo("//./PIPE/A/B")
                .isEqualTo(Claim.plain("\\\\.\\PIPE\\A\\b"));
        String one = "x".repeat(240);
        assertThat(Claim.plain(one)).hasSizeLessThan(220).isNotEqualTo(Claim.plain(one + "y"));
    }
}
