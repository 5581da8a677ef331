package dev.ipcscope.agent.model;

import java.util.Locale;

/** What a tap does when recording can't keep up with the traffic. The ordinal is the wire and store code. */
public enum Policy {
    /** Forward first, record second; what can't be recorded is dropped and counted in a gap. */
    GAP,
    /** The bytes are in the kernel's spool file before they are forwarded, and traffic waits: lossless. */
    BLOCK;

    private static final Policy[] ALL = values();

    /** The lower-case word used in tap specs and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The policy of a wire code; throws {@link IllegalArgumentException} when there is none. */
    public static Policy of(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no policy of code " + code);
        }
        return ALL[code];
    }
}
