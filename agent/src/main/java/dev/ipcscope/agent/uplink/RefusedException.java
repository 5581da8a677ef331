package dev.ipcscope.agent.uplink;

import java.io.IOException;

/** A server has understood and refuses; the message holds its words. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean malformed;

    /** The reason in words. */
    public RefusedException(String reason) {
        this(reason, false);
    }

    /** With {@code malformed} it will refuse the same for ever. */
    public RefusedException(String reason, boolean malformed) {
        super(reason);
        this.malformed = malformed;
    }

    /** Whether what was sent makes no sense to the server, so that sending it again won't help. */
    public boolean malformed() {
        return malformed;
    }
}
