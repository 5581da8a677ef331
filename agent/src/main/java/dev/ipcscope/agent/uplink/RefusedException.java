package dev.ipcscope.agent.uplink;

import java.io.IOException;

/** A server has understood and refuses; the message holds its words. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The reason in words. */
    public RefusedException(String reason) {
        super(reason);
    }
}
