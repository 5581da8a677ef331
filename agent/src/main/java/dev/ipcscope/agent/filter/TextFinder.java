package dev.ipcscope.agent.filter;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds a text in a payload as UTF-8 or as UTF-16 little-endian at even or odd places, ASCII letters without regard to
 * case, in linear time.
 */
public final class TextFinder {

    private final String text;
    private final ByteFinder utf8;
    private final char[] units;
    private final int[] retry;

    /** A text, not empty. */
    public TextFinder(String text) {
        this.text = text;
        this.utf8 = new ByteFinder(text.getBytes(StandardCharsets.UTF_8), true);
        this.units = new char[text.length()];
        for (int i = 0; i < units.length; i++) {
            units[i] = folded(text.charAt(i));
        }
        this.retry = retries(units);
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** Whether the payload contains it. */
    public boolean isIn(byte[] payload) {
        return utf8.indexIn(payload) >= 0 || isWideIn(payload, 0) || isWideIn(payload, 1);
    }

    private boolean isWideIn(byte[] payload, int from) {
        if (payload.length - from < 2 * units.length) {
            return false;
        }
        int matched = 0;
        for (int i = from; i + 1 < payload.length; i += 2) {
            char unit = folded((char) (payload[i] & 0xff | payload[i + 1] << 8));
            while (matched > 0 && units[matched] != unit) {
                matched = retry[matched - 1];
            }
            if (units[matched] == unit && ++matched == units.length) {
                return true;
            }
        }
        return false;
    }

    private static char folded(char unit) {
        return unit >= 'A' && unit <= 'Z' ? (char) (unit + 32) : unit;
    }

    private static int[] retries(char[] units) {
        int[] retry = new int[units.length];
        for (int i = 1, matched = 0; i < units.length; i++) {
            while (matched > 0 && units[i] != units[matched]) {
                matched = retry[matched - 1];
            }
            if (units[i] == units[matched]) {
                matched++;
            }
            retry[i] = matched;
        }
        return retry;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextFinder that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
