package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.win32.Forwarding.Way;
import org.junit.jupiter.api.Test;

class ForwardingTest {

    private static final int POSTED = 0;
    private static final int REGISTERED = 0xc123;

    @Test
    void programsOwnMessagesGoOnAsTheyCame() {
        for (int message : new int[] {User32.WM_USER, User32.WM_APP, REGISTERED, 0xffff}) {
            assertThat(Forwarding.of(message, POSTED)).isEqualTo(Way.POST);
            assertThat(Forwarding.of(message, Forwarding.SENT)).isEqualTo(Way.SEND);
            assertThat(Forwarding.of(message, Forwarding.SENT_CALLBACK)).isEqualTo(Way.SEND);
            assertThat(Forwarding.of(message, Forwarding.SENT_NOTIFY)).isEqualTo(Way.NOTIFY);
        }
    }

    @Test
    void ofTheSystemsMessagesOnlyThoseWithoutPointersGoOn() {
        assertThat(Forwarding.of(0x10, POSTED)).isEqualTo(Way.POST); // WM_CLOSE
        assertThat(Forwarding.of(0x0d, Forwarding.SENT)).isEqualTo(Way.SEND); // WM_GETTEXT, carried over by Windows
        assertThat(Forwarding.of(0x0d, POSTED)).isEqualTo(Way.NONE);
        assertThat(Forwarding.of(0x81, Forwarding.SENT)).isEqualTo(Way.NONE); // WM_NCCREATE
        assertThat(Forwarding.of(0x233, POSTED)).isEqualTo(Way.NONE); // WM_DROPFILES
        assertThat(Forwarding.of(0x11, Forwarding.SENT)).isEqualTo(Way.NONE); // WM_QUERYENDSESSION
    }

    @Test
    void aBroadcastIsTakenOnceAndForgottenInTime() {
        Broadcasts broadcasts = new Broadcasts();
        broadcasts.witnessed(REGISTERED, 1, 2, false, 0);
        assertThat(broadcasts.take(REGISTERED, 1, 3, false, 1)).isFalse();
        assertThat(broadcasts.take(REGISTERED, 1, 2, true, 1)).isFalse();
        assertThat(broadcasts.take(REGISTERED, 1, 2, false, 1)).isTrue();
        assertThat(broadcasts.take(REGISTERED, 1, 2, false, 1)).isFalse();
        broadcasts.witnessed(REGISTERED, 1, 2, false, 0);
        assertThat(broadcasts.take(REGISTERED, 1, 2, false, 11_000_000_000L)).isFalse();
        for (int i = 0; i < 1_000; i++) {
            broadcasts.witnessed(REGISTERED, i, 0, false, 0);
        }
        assertThat(broadcasts.take(REGISTERED, 0, 0, false, 1)).isFalse();
        assertThat(broadcasts.take(REGISTERED, 999, 0, false, 1)).isTrue();
    }
}
