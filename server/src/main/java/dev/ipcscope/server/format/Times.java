package dev.ipcscope.server.format;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in what programs and terminals read. */
public final class Times {

    private static final long SECOND = 1_000_000_000L;
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private Times() {}

    /** UTC with nine digits and {@code Z}. */
    public static String utc(long unixNanos) {
        return UTC.format(instant(unixNanos));
    }

    /** Local to the microsecond, as a person reads it. */
    static String local(long unixNanos) {
        return LOCAL.format(instant(unixNanos));
    }

    /** Unix ns of this moment. */
    public static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * SECOND + now.getNano();
    }

    private static Instant instant(long unixNanos) {
        return Instant.ofEpochSecond(Math.floorDiv(unixNanos, SECOND), Math.floorMod(unixNanos, SECOND));
    }
}
