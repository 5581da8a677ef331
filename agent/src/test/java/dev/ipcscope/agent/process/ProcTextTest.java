package dev.ipcscope.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Texts as they were read on a Debian machine. */
class ProcTextTest {
    private static final String STAT =
            "4711 (%s) S 1 4711 4711 0 -1 4194560 1234 0 5 0 17 9 0 0 20 0 6 0 987654 70123520 3012 18446744073709551615 1"
                    + " 1 0 0 0 0 0 4097 17642 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0";

    @Test
    void startTimeIsFoundWhateverTheNameIs() {
        assertThat(ProcText.startTime(STAT.formatted("redis-server"))).isEqualTo(987654);
        assertThat(ProcText.startTime(STAT.formatted("a) R 1 2 (b"))).isEqualTo(987654);
        assertThat(ProcText.startTime(STAT.formatted(""))).isEqualTo(987654);
    }

    @Test
    void startTimeOfSomethingElseIsUnknown() {
        assertThat(ProcText.startTime("")).isEqualTo(-1);
        assertThat(ProcText.startTime("4711 (cat) S 1 2 3")).isEqualTo(-1);
    }

    @Test
    void nameLosesOnlyItsLastNewline() {
        assertThat(ProcText.name(bytes("redis-server\n"))).isEqualTo("redis-server");
        assertThat(ProcText.name(bytes("日本\n"))).isEqualTo("日本");
        assertThat(ProcText.name(bytes("\n"))).isNull();
    }

    @Test
    void commandHasSpacesBetweenArguments() {
        assertThat(ProcText.command(bytes("redis-server\0--port\0" + "6379\0"))).isEqualTo("redis-server --port 6379");
        assertThat(ProcText.command(bytes("nginx: worker process\0\0\0\0"))).isEqualTo("nginx: worker process");
        assertThat(ProcText.command(bytes(""))).isNull();
    }

    @Test
    void longCommandIsCut() {
        String command = ProcText.command(bytes("x".repeat(100_000)));

        assertThat(command).hasSize(ProcText.MAX_COMMAND).endsWith("x…");
    }

    @Test
    void uidIsTheEffectiveOne() {
        assertThat(ProcText.effectiveUid("Name:\tsudo\nUmask:\t0022\nUid:\t1000\t0\t0\t0\nGid:\t1000\t0\t0\t0\n"))
                .isEqualTo(0);
        assertThat(ProcText.effectiveUid("Name:\tsudo\n")).isEqualTo(-1);
    }

    @Test
    void userIsLookedUpByNumber() {
        String passwd = """
                root:x:0:0:root:/root:/bin/bash
                postgres:x:101:109:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
                +::::::
                """;

        assertThat(ProcText.userName(passwd, 101)).isEqualTo("postgres");
        assertThat(ProcText.userName(passwd, 0)).isEqualTo("root");
        assertThat(ProcText.userName(passwd, 10)).isNull();
    }

    @Test
    void socketLinksHaveInodes() {
        assertThat(ProcText.socketInode("socket:[48211]")).isEqualTo(48211);
        assertThat(ProcText.socketInode("pipe:[48211]")).isEqualTo(-1);
        assertThat(ProcText.socketInode("socket:[]")).isEqualTo(-1);
        assertThat(ProcText.socketInode(null)).isEqualTo(-1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
