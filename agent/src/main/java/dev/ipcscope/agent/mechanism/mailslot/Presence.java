package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.win32.Win32Exception;

/**
 * When to look whether the real mailslot is still the one that our handle writes into, and what an error of a write
 * means. Pure: time comes from the caller, in ns of a monotonic clock. For one thread.
 *
 * <pre>
 *              write, looked at lately ──▶ WRITE ─────── error ──▶ LOOK, once more ── error ──▶ FAIL
 *              write, not looked at lately ──▶ LOOK: open it anew ── not found ──▶ GONE
 *              nothing to read for a while ──▶ LOOK: does it exist? ── not found ──▶ GONE
 * </pre>
 *
 * Under Wine a write into a mailslot whose reader is gone succeeds; so a handle is trusted for a moment only.
 */
final class Presence {

    /** How long a handle is trusted while messages come. */
    static final long TRUSTED_NANOS = 50_000_000;

    private final boolean local;
    private long looked;
    private boolean everLooked;

    Presence(boolean local) {
        this.local = local;
    }

    /** What comes next. */
    enum Step {
        /** Write to the handle there is. */
        WRITE,
        /** Open the mailslot anew first. */
        LOOK,
        /** Its reader is gone. */
        GONE,
        /** The message can't be delivered; the mailslot is there. */
        FAIL
    }

    /** A message is to be written now. One of another machine can't be looked for: its handle is as good as another. */
    Step toWrite(long now) {
        return everLooked && (!local || now - looked < TRUSTED_NANOS) ? Step.WRITE : Step.LOOK;
    }

    /** It was opened now. */
    void found(long now) {
        looked = now;
        everLooked = true;
    }

    /** The handle is closed. */
    void forget() {
        everLooked = false;
    }

    /** Opening it failed. */
    Step openFailed(int error) {
        everLooked = false;
        return local && error == Win32Exception.FILE_NOT_FOUND ? Step.GONE : Step.FAIL;
    }

    /**
     * Writing failed.
     *
     * @param again whether this was a handle opened for this very message
     */
    Step writeFailed(boolean again) {
        everLooked = false;
        return again ? Step.FAIL : Step.LOOK;
    }
}
