package dev.ipcscope.agent.model;

import java.util.Locale;

/** What one captured message is. The ordinal is the wire and store code: append only. */
public enum Kind {
    /** Bytes that a program sent; length 0 is possible (an empty datagram or pipe message). */
    DATA,
    /** A conversation began. */
    OPEN,
    /** A conversation ended; its details say how. */
    CLOSE,
    /** Something failed on the way, for example a refused connection. */
    ERROR,
    /** What changed in a piece of memory since the snapshot before (or all of it: a key frame). */
    SNAPSHOT,
    /** Messages were lost here; the details say how many, if that is known, and why. */
    GAP,
    /** Something worth knowing that carries no payload of a program. */
    EVENT;

    private static final Kind[] ALL = values();

    /** The lower-case word used in JSON and filters. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a wire code; throws {@link IllegalArgumentException} when there is none. */
    public static Kind of(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no kind of code " + code);
        }
        return ALL[code];
    }
}
