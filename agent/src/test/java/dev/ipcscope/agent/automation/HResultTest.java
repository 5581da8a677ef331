package dev.ipcscope.agent.automation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HResultTest {

    @Test
    void knownOnesHaveNameAndMeaning() {
        assertThat(HResult.words(0x80020009)).isEqualTo("DISP_E_EXCEPTION: exception occurred (0x80020009)");
        assertThat(HResult.words(0)).isEqualTo("S_OK (0x00000000)");
    }

    @Test
    void othersAreTakenApart() {
        assertThat(HResult.name(0x80041234)).isEqualTo("error 4660 of the interface itself (FACILITY_ITF)");
        assertThat(HResult.name(0x80070002)).isEqualTo("Win32 error 2");
        assertThat(HResult.name(0x800706B5)).isEqualTo("Win32 error 1717");
        assertThat(HResult.name(0x00040001)).isEqualTo("success 1 of the interface itself (FACILITY_ITF)");
        assertThat(HResult.name(0x88980001)).isEqualTo("error 1 of facility 2200");
    }

    @Test
    void aProcessThatIsGoneIsToldFromAnError() {
        assertThat(HResult.saysGone(0x800706BE)).isTrue();
        assertThat(HResult.saysGone(0x80010108)).isTrue();
        assertThat(HResult.saysGone(0x80004005)).isFalse();
        assertThat(HResult.failed(1)).isFalse();
    }
}
