package dev.ipcscope.agent.filter;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds bytes in a payload in time linear in both (Knuth, Morris, Pratt: Fast pattern matching in strings, SIAM J.
 * Comput. 6, 1977), whatever a hostile payload or filter looks like.
 */
public final class ByteFinder {

    private static final byte[] AS_IS = new byte[256];
    private static final byte[] FOLDED = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            AS_IS[i] = (byte) i;
            FOLDED[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
        }
    }

    private final byte[] bytes;
    private final byte[] table;
    private final int[] retry;

    /**
     * What to look for.
     *
     * @param bytes at least one
     * @param ignoreCase whether ASCII letters match in either case
     */
    ByteFinder(byte[] bytes, boolean ignoreCase) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("there is nothing to look for");
        }
        this.table = ignoreCase ? FOLDED : AS_IS;
        this.bytes = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            this.bytes[i] = table[bytes[i] & 0xff];
        }
        this.retry = retries(this.bytes);
    }

    /** The bytes looked for, a new array each time; ASCII letters in lower case when case doesn't matter. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** Where they begin for the first time, or -1. */
    public int indexIn(byte[] payload) {
        int matched = 0;
        for (int i = 0; i < payload.length; i++) {
            byte b = table[payload[i] & 0xff];
            while (matched > 0 && bytes[matched] != b) {
                matched = retry[matched - 1];
            }
            if (bytes[matched] == b && ++matched == bytes.length) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    /** For each length matched so far: how much of it is still matched when the next byte differs. */
    private static int[] retries(byte[] bytes) {
        int[] retry = new int[bytes.length];
        for (int i = 1, matched = 0; i < bytes.length; i++) {
            while (matched > 0 && bytes[i] != bytes[matched]) {
                matched = retry[matched - 1];
            }
            if (bytes[i] == bytes[matched]) {
                matched++;
            }
            retry[i] = matched;
        }
        return retry;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ByteFinder that && that.table == table && Arrays.equals(that.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
