package dev.ipcscope.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SealTest {

    private final AtomicLong now = new AtomicLong(1_800_000_000L);
    private final AccessToken token = new AccessToken("a token of enough length");
    private final Seal seal = new Seal(token, now::get);

    @Test
    void aSessionOutlivesTheProcessButNotTheTokenNorAFortnight() {
        String cookie = seal.close("id");
        assertThat(new Seal(new AccessToken("a token of enough length"), now::get).open(cookie))
                .isEqualTo("id");
        assertThat(new Seal(new AccessToken("another token of that length"), now::get).open(cookie))
                .isNull();
        now.addAndGet(Duration.ofDays(15).toSeconds());
        assertThat(seal.open(cookie)).isNull();
    }

    @Test
    void nothingElseOpens() {
        String cookie = seal.close("id");
        for (String wrong : new String[] {"", "id", "id.1", "a.b.c", cookie + "x", "x" + cookie, cookie + ".1"}) {
            assertThat(seal.open(wrong)).as(wrong).isNull();
        }
        assertThat(seal.open(null)).isNull();
        assertThat(cookie).doesNotContain("token of enough");
    }

    @Test
    void aClosedSessionIsNotAdopted() {
        Sessions sessions = new Sessions(System::nanoTime);
        assertThat(sessions.adopt("before")).isTrue();
        assertThat(sessions.isOpen("before")).isTrue();
        sessions.close("before");
        assertThat(sessions.adopt("before")).isFalse();
    }
}
