package dev.ipcscope.agent.mechanism.mailslot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.mailslot.Presence.Step;
import org.junit.jupiter.api.Test;

class PresenceTest {

    private static final int NOT_FOUND = 2;
    private static final int DENIED = 5;

    @Test
    void aHandleIsTrustedForAMoment() {
        Presence presence = new Presence(true);
        assertThat(presence.toWrite(1_000)).isEqualTo(Step.LOOK);
        presence.found(1_000);
        assertThat(presence.toWrite(1_000 + Presence.TRUSTED_NANOS - 1)).isEqualTo(Step.WRITE);
        assertThat(presence.toWrite(1_000 + Presence.TRUSTED_NANOS)).isEqualTo(Step.LOOK);
        presence.found(1_000 + Presence.TRUSTED_NANOS);
        assertThat(presence.toWrite(1_001 + Presence.TRUSTED_NANOS)).isEqualTo(Step.WRITE);
    }

    @Test
    void aClosedHandleIsOpenedAnew() {
        Presence presence = new Presence(false);
        presence.found(0);
        presence.forget();
        assertThat(presence.toWrite(1)).isEqualTo(Step.LOOK);
    }

    @Test
    void theClockMayBeAnywhere() {
        Presence presence = new Presence(true);
        assertThat(presence.toWrite(Long.MIN_VALUE + 1)).isEqualTo(Step.LOOK);
        presence.found(Long.MAX_VALUE - 1);
        assertThat(presence.toWrite(Long.MIN_VALUE + 1)).isEqualTo(Step.WRITE);
    }

    @Test
    void oneOfAnotherMachineIsNotLookedForAgain() {
        Presence presence = new Presence(false);
        assertThat(presence.toWrite(0)).isEqualTo(Step.LOOK);
        presence.found(0);
        assertThat(presence.toWrite(Long.MAX_VALUE)).isEqualTo(Step.WRITE);
        assertThat(presence.openFailed(NOT_FOUND)).isEqualTo(Step.FAIL);
    }

    @Test
    void notFoundMeansGoneAndAnythingElseDoesNot() {
        Presence presence = new Presence(true);
        assertThat(presence.openFailed(NOT_FOUND)).isEqualTo(Step.GONE);
        assertThat(presence.openFailed(DENIED)).isEqualTo(Step.FAIL);
    }

    @Test
    void aFailedWriteIsTriedOnceMoreWithAFreshHandle() {
        Presence presence = new Presence(true);
        presence.found(0);
        assertThat(presence.writeFailed(false)).isEqualTo(Step.LOOK);
        assertThat(presence.toWrite(1)).isEqualTo(Step.LOOK);
        presence.found(1);
        assertThat(presence.writeFailed(true)).isEqualTo(Step.FAIL);
    }
}
