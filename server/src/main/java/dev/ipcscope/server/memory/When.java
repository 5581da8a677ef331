package dev.ipcscope.server.memory;

import dev.ipcscope.agent.filter.Moments;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A moment that somebody asks for: a time, a message, or the newest there is.
 *
 * @param nanos Unix ns; everything up to then counts; {@link Long#MAX_VALUE} for the newest
 * @param id everything up to this message counts; {@link Long#MAX_VALUE} for any
 */
public record When(long nanos, long id) {

    /** The newest there is. */
    public static final When NOW = new When(Long.MAX_VALUE, Long.MAX_VALUE);

    /** After this message. */
    public static When after(long id) {
        return new When(Long.MAX_VALUE, id);
    }

    /**
     * Reads {@code 10:32:07.5}, {@code 2026-11-23T10:32:07Z}, {@code id:123} or nothing.
     *
     * @throws IllegalArgumentException in words
     */
    public static When parse(@Nullable String text, Clock clock) {
        if (text == null || text.isBlank()) {
            return NOW;
        }
        if (text.matches("id:\\d{1,18}")) {
            return after(Long.parseLong(text.substring(3)));
        }
        return new When(Moments.parse(text, clock), Long.MAX_VALUE);
    }
}
