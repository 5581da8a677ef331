package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectionScanTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void whoHasJustBegunToAskGetsAFreshAnswer() {
        assertThat(SectionScan.most(SECOND / 2, SECOND)).isEqualTo(SECOND / 2);
        assertThat(SectionScan.most(4 * SECOND, SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    void laterALookMayTakeAFifthOfAPercentOfAProcessor() {
        assertThat(SectionScan.most(30 * SECOND, SECOND / 2)).isEqualTo(250 * SECOND);
        assertThat(SectionScan.most(30 * SECOND, SECOND / 1000)).isEqualTo(30 * SECOND);
    }
}
