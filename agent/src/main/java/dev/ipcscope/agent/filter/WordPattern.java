package dev.ipcscope.agent.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A word or a pattern with {@code *}, compared without regard to case, letter by letter as {@link
 * String#equalsIgnoreCase} does. Never backtracks over what a star has taken: each part between stars is found once, at
 * its first place.
 */
public final class WordPattern {

    private final String text;
    private final List<String> parts;

    /** A pattern as it is written. */
    public WordPattern(String text) {
        this.text = text;
        this.parts = split(text);
    }

    /** As it is written. */
    public String text() {
        return text;
    }

    /** Whether it contains a star. */
    public boolean isWildcard() {
        return parts.size() > 1;
    }

    /** Whether the whole of the candidate fits; null, which is unknown, never does. */
    public boolean matches(@Nullable String candidate) {
        if (candidate == null) {
            return false;
        }
        String first = parts.get(0);
        if (!isWildcard()) {
            return candidate.equalsIgnoreCase(first);
        }
        String last = parts.get(parts.size() - 1);
        int end = candidate.length() - last.length();
        if (end < first.length() || !startsAt(candidate, 0, first) || !startsAt(candidate, end, last)) {
            return false;
        }
        int at = first.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            at = find(candidate, at, end, part);
            if (at < 0) {
                return false;
            }
            at += part.length();
        }
        return true;
    }

    /** Without a star: whether the candidate contains it; with one: {@link #matches}. */
    public boolean matchesWithin(@Nullable String candidate) {
        if (candidate == null || isWildcard()) {
            return matches(candidate);
        }
        return find(candidate, 0, candidate.length(), text) >= 0;
    }

    private static int find(String candidate, int from, int end, String part) {
        for (int at = from; at + part.length() <= end; at++) {
            if (startsAt(candidate, at, part)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsAt(String candidate, int at, String part) {
        return candidate.regionMatches(true, at, part, 0, part.length());
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int star = text.indexOf('*'); star >= 0; star = text.indexOf('*', from)) {
            if (star > from || from == 0) { // of several stars in a row one is enough
                parts.add(text.substring(from, star));
            }
            from = star + 1;
        }
        parts.add(text.substring(from));
        return List.copyOf(parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WordPattern that && that.text.equals(text);
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
