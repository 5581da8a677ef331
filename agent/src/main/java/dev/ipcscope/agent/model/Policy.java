package dev.ipcscope.agent.model;

import java.util.Locale;

/** What a tap does when recording can't keep up with the traffic. The ordinal is the wire and store code. */
public enum Policy {
    /** Forward first, record second; what can't be recorded is dropped and counted in a gap. */
    GAP,
    /** The bytes are in the kernel's spool file before they are forwarded, and traffic waits: lossless. */
    BLOCK;

    /** The lower-case word used in tap specs and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
