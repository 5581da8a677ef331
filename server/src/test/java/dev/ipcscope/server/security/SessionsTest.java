package dev.ipcscope.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private final AtomicLong now = new AtomicLong();
    private final Sessions sessions = new Sessions(now::get);

    @Test
    void aSessionEndsWhenItIsNotUsed() {
        String id = sessions.open();
        now.addAndGet(Duration.ofDays(13).toNanos());
        assertThat(sessions.isOpen(id)).isTrue();
        now.addAndGet(Duration.ofDays(13).toNanos());
        assertThat(sessions.isOpen(id)).isTrue();
        now.addAndGet(Duration.ofDays(15).toNanos());
        assertThat(sessions.isOpen(id)).isFalse();
    }

    @Test
    void theLongestUnusedGoesWhenThereAreTooMany() {
        String first = sessions.open();
        for (int i = 0; i < Sessions.MOST; i++) {
            sessions.open();
        }
        assertThat(sessions.isOpen(first)).isFalse();
    }

    @Test
    void aClosedOneStaysClosed() {
        String id = sessions.open();
        sessions.close(id);
        assertThat(sessions.isOpen(id)).isFalse();
        assertThat(sessions.isOpen(null)).isFalse();
    }
}
