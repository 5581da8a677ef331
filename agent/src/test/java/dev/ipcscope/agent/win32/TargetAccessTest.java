package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.win32.TargetAccess.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole table: who may have whose handles, and the words when not. */
class TargetAccessTest {

    private static final ProcessTraits ORDINARY = ourselves(64, false, Integrity.MEDIUM);
    private static final ProcessTraits ADMINISTRATOR = ourselves(64, true, Integrity.HIGH);

    private static ProcessTraits ourselves(int bits, boolean elevated, Integrity integrity) {
        return new ProcessTraits(1, "java.exe", "PC\\ann", bits, elevated, integrity, Protection.NONE, false, 0);
    }

    private static ProcessTraits target(
            int refused,
            int bits,
            @Nullable Boolean elevated,
            Integrity integrity,
            int protection,
            @Nullable Boolean sandboxed,
            @Nullable String user) {
        return new ProcessTraits(
                7, "app.exe", user, bits, elevated, integrity, Protection.parse((byte) protection), sandboxed, refused);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // what it is     |err|bits|elevated|integrity|prot|sandbox|user   | ordinary          | administrator
                "one's own        | 0 | 64 | false  | MEDIUM  | 0  | false | PC\\ann | OPEN              | OPEN",
                "32-bit           | 0 | 32 | false  | MEDIUM  | 0  | false | PC\\ann | OPEN              | OPEN",
                "sandboxed        | 0 | 64 | false  | LOW     | 0  | true  | PC\\ann | OPEN              | OPEN",
                "closed sandbox   | 5 | 64 | false  | LOW     | 0  | true  | PC\\ann | TO_ADMINISTRATORS | NEVER",
                "elevated         | 5 | 64 | true   | HIGH    | 0  | false | PC\\ann | TO_ADMINISTRATORS | NEVER",
                "elevated, silent | 5 | 64 | -      | UNKNOWN | 0  | -     | -      | TO_ADMINISTRATORS | NEVER",
                "a service        | 5 | 64 | -      | SYSTEM  | 0  | false | NT\\sys | TO_ADMINISTRATORS | NEVER",
                "another user's   | 5 | 64 | false  | MEDIUM  | 0  | false | PC\\bob | TO_ADMINISTRATORS | NEVER",
                "protected        | 5 | 64 | true   | SYSTEM  | 49 | false | NT\\sys | NEVER             | NEVER",
                "ended            |87 |  0 | -      | UNKNOWN | 0  | -     | -      | ENDED             | ENDED"
            })
    void whoMayBeOpened(
            String what,
            int error,
            int bits,
            @Nullable Boolean elevated,
            Integrity integrity,
            int protection,
            @Nullable Boolean sandboxed,
            @Nullable String user,
            Verdict ordinary,
            Verdict administrator) {
        ProcessTraits target = target(error, bits, elevated, integrity, protection, sandboxed, user);
        assertThat(TargetAccess.verdict(target, ORDINARY)).isEqualTo(ordinary);
        assertThat(TargetAccess.verdict(target, ADMINISTRATOR)).isEqualTo(administrator);
        assertThat(TargetAccess.reason(target, ORDINARY).isEmpty()).isEqualTo(ordinary == Verdict.OPEN);
        assertThat(TargetAccess.verdict(target, ourselves(32, true, Integrity.HIGH)))
                .as("from a 32-bit Java")
                .isEqualTo(ordinary == Verdict.ENDED ? Verdict.ENDED : Verdict.NEVER);
    }

    @Test
    void theReasonSaysWhatToDo() {
        assertThat(TargetAccess.reason(target(5, 64, true, Integrity.HIGH, 0, false, "PC\\ann"), ORDINARY))
                .isEqualTo("it runs elevated and this agent doesn't: run the agent as administrator");
        assertThat(TargetAccess.reason(target(5, 64, null, Integrity.SYSTEM, 0, false, null), ORDINARY))
                .isEqualTo("its integrity level is system and this agent's medium: run the agent as administrator");
        assertThat(TargetAccess.reason(target(5, 64, false, Integrity.MEDIUM, 0, false, "PC\\bob"), ORDINARY))
                .isEqualTo("it runs as PC\\bob and this agent as PC\\ann: run the agent as administrator");
        assertThat(TargetAccess.reason(target(5, 64, null, Integrity.UNKNOWN, 0, null, null), ORDINARY))
                .isEqualTo("it runs elevated or as another user: run the agent as administrator");
        assertThat(TargetAccess.reason(target(5, 64, false, Integrity.LOW, 0, true, "PC\\ann"), ORDINARY))
                .isEqualTo(
                        "it runs in a sandbox (app container) that keeps others out: run the agent as administrator");
        assertThat(TargetAccess.reason(target(5, 64, true, Integrity.SYSTEM, 0x31, false, "NT\\sys"), ADMINISTRATOR))
                .isEqualTo("it is protected (light, Antimalware), which not even an administrator may open:"
                        + " tap it by a relay");
        assertThat(TargetAccess.reason(target(5, 64, true, Integrity.HIGH, 0, false, "PC\\ann"), ADMINISTRATOR))
                .contains("keeps even this elevated agent out (error 5)");
        assertThat(TargetAccess.reason(
                        target(0, 64, false, Integrity.MEDIUM, 0, false, "PC\\ann"),
                        ourselves(32, false, Integrity.MEDIUM)))
                .isEqualTo("this agent runs in a 32-bit Java: use a 64-bit one");
    }

    @Test
    void manyAreSummedUp() {
        ProcessTraits elevated = target(5, 64, true, Integrity.HIGH, 0, false, "PC\\ann");
        ProcessTraits guarded = target(5, 64, true, Integrity.SYSTEM, 0x62, false, "NT\\sys");
        ProcessTraits open = target(0, 32, false, Integrity.MEDIUM, 0, false, "PC\\ann");
        assertThat(TargetAccess.summary(List.of(elevated, guarded, elevated, open, elevated, elevated), ORDINARY))
                .isEqualTo(
                        "app.exe 7, app.exe 7, app.exe 7 and 1 more: it runs elevated and this agent doesn't: run the"
                                + " agent as administrator; app.exe 7: it is protected (full, WinTcb), which not even an"
                                + " administrator may open: tap it by a relay");
        assertThat(TargetAccess.summary(List.of(open), ORDINARY)).isEmpty();
        assertThat(TargetAccess.rights(List.of(elevated, guarded, open, open), ORDINARY))
                .isEqualTo("this agent runs as PC\\ann, not elevated, integrity medium, 64-bit; it may look into 2 of 4"
                        + " processes (pid and state of their pipes, attach=swap); 1 more would open to an administrator;"
                        + " 1 open to nobody");
    }
}
