package dev.ipcscope.agent.filter;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a time of a filter: a day, minute, second or a fraction of one, as long as it is precise. */
final class TimeSpan {

    private static final Pattern FORM = Pattern.compile("(?:(\\d{4}-\\d{2}-\\d{2})(?:[Tt ]|$))?"
            + "(?:(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?"
            + "\\s?([Zz]|[+-]\\d{2}:?\\d{2})?");
    private static final String WANTED =
            " is not a time such as 10:32, 10:32:07.25, 2026-11-23 or 2026-11-23T10:32:00Z";

    private TimeSpan() {}

    static Operand.Time parse(String text, Clock clock) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(1) == null && form.group(2) == null) {
            throw new IllegalArgumentException("'" + text + "'" + WANTED);
        }
        try {
            return span(form, clock);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "'" + WANTED, e);
        }
    }

    private static Operand.Time span(Matcher form, Clock clock) {
        ZoneId zone = form.group(6) == null
                ? clock.getZone()
                : ZoneOffset.of(form.group(6).toUpperCase(Locale.ROOT));
        LocalDate day = form.group(1) == null ? LocalDate.now(clock.withZone(zone)) : LocalDate.parse(form.group(1));
        if (form.group(2) == null) {
            return new Operand.Time(
                    nanos(day.atStartOfDay(zone).toInstant()),
                    nanos(day.plusDays(1).atStartOfDay(zone).toInstant()));
        }
        String fraction = form.group(5) == null ? "" : form.group(5);
        LocalTime time = LocalTime.of(
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                form.group(4) == null ? 0 : Integer.parseInt(form.group(4)),
                Integer.parseInt((fraction + "000000000").substring(0, 9)));
        long from = nanos(day.atTime(time).atZone(zone).toInstant());
        return new Operand.Time(from, from + width(form.group(4) != null, fraction.length()));
    }

    private static long width(boolean seconds, int digits) {
        long width = seconds ? 1_000_000_000L : 60_000_000_000L;
        for (int i = 0; i < digits; i++) {
            width /= 10;
        }
        return width;
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
