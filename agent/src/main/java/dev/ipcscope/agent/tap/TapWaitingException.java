package dev.ipcscope.agent.tap;

import java.io.IOException;

/**
 * The tap can't be opened yet but may be later, for example because its target isn't there. The message says why, to a
 * person. Whoever opens taps tries again until it works or the tap is closed.
 */
public final class TapWaitingException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A reason in words that name the object. */
    public TapWaitingException(String reason) {
        super(reason);
    }
}
