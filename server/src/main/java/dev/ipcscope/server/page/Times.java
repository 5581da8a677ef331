package dev.ipcscope.server.page;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the pages write them: local, to the microsecond in rows and to the second in prose. */
final class Times {

    private static final ZoneId ZONE = ZoneId.systemDefault();
    private static final DateTimeFormatter ROW = form("HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter PROSE = form("HH:mm:ss");
    private static final DateTimeFormatter SHORT = form("HH:mm");
    private static final DateTimeFormatter DAY = form("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter FULL = form("yyyy-MM-dd HH:mm:ss.SSSSSSSSS xxx");

    private Times() {}

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZONE);
    }

    static Instant instant(long unixNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L));
    }

    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    static String row(long unixNanos) {
        return ROW.format(instant(unixNanos));
    }

    static String prose(long unixNanos) {
        return PROSE.format(instant(unixNanos));
    }

    static String minute(long unixNanos) {
        return SHORT.format(instant(unixNanos));
    }

    static String day(long unixNanos) {
        return DAY.format(instant(unixNanos));
    }

    static String full(long unixNanos) {
        return FULL.format(instant(unixNanos));
    }
}
