package dev.ipcscope.agent.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a message besides its payload; each part only where it applies.
 *
 * @param error what failed
 * @param gap what was lost
 * @param ranges of a snapshot: where in the memory the payload's bytes belong, in the payload's order
 * @param attributes anything else: file descriptors passed, how a conversation ended, key frame, …; values are
 *     strings, numbers, booleans, or lists and maps of those
 */
public record Details(@Nullable Failure error, @Nullable Gap gap, List<Range> ranges, Map<String, Object> attributes) {

    /** Nothing but the payload. */
    public static final Details NONE = new Details(null, null, List.of(), Map.of());

    /** Copies what is given, so that the record can't change. */
    public Details {
        ranges = List.copyOf(ranges);
        attributes = Map.copyOf(attributes);
    }

    /** An operating-system error: its number (errno or Win32) and its words. */
    public record Failure(int code, String text) {}

    /** Lost messages: how many, null when that can't be known, and why. */
    public record Gap(@Nullable Long count, String reason) {}

    /** A changed range of a memory mapping, in bytes from its start. */
    public record Range(long offset, long length) {}

    /** True when there is nothing to store. */
    public boolean isEmpty() {
        return error == null && gap == null && ranges.isEmpty() && attributes.isEmpty();
    }

    /** Only attributes. */
    public static Details of(Map<String, Object> attributes) {
        return attributes.isEmpty() ? NONE : new Details(null, null, List.of(), attributes);
    }

    /** Only an error. */
    public static Details error(int code, String text) {
        return new Details(new Failure(code, text), null, List.of(), Map.of());
    }

    /** Only a gap. */
    public static Details gap(@Nullable Long count, String reason) {
        return new Details(null, new Gap(count, reason), List.of(), Map.of());
    }
}
