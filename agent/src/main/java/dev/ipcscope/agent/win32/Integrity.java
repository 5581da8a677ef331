package dev.ipcscope.agent.win32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The integrity level of a process: one of a lower level may not open a process of a higher one to change it. Pure.
 *
 * <p>Sources: Microsoft, "Mandatory Integrity Control", TOKEN_MANDATORY_LABEL, "Well-known SIDs" (S-1-16-…).
 */
public enum Integrity {
    /** Not told. */
    UNKNOWN(-1),
    /** Sandboxes. */
    UNTRUSTED(0),
    /** Sandboxes, and programs in app containers. */
    LOW(0x1000),
    /** Ordinary programs. */
    MEDIUM(0x2000),
    /** Programs run as administrator. */
    HIGH(0x3000),
    /** Services. */
    SYSTEM(0x4000);

    private static final int SUB_AUTHORITIES_AT = 8;

    private final int from;

    Integrity(int from) {
        this.from = from;
    }

    /** Of a label's SID: revision, count, six bytes of authority, numbers of which the last is the level. */
    static Integrity ofSid(ByteBuffer sid) {
        ByteBuffer bytes = sid.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < SUB_AUTHORITIES_AT) {
            return UNKNOWN;
        }
        int start = bytes.position();
        int last = SUB_AUTHORITIES_AT + 4 * (Byte.toUnsignedInt(bytes.get(start + 1)) - 1);
        boolean label = bytes.get(start + 7) == 16;
        return label && last >= SUB_AUTHORITIES_AT && last + 4 <= bytes.remaining()
                ? of(bytes.getInt(start + last))
                : UNKNOWN;
    }

    private static Integrity of(int level) {
        Integrity found = UNKNOWN;
        for (Integrity each : values()) {
            if (Integer.toUnsignedLong(level) >= Math.max(0, each.from) && each != UNKNOWN) {
                found = each;
            }
        }
        return found;
    }

    /** Lower case, for sentences. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
