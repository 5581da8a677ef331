package dev.ipcscope.agent.tap;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write them: {@code 4k}, {@code 1.5g}, {@code 50ms}. 1k is 1,024. */
public final class Units {

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([a-zA-Zµ]*)");
    private static final Map<String, Long> SIZES = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("k", 1L << 10),
            Map.entry("kb", 1L << 10),
            Map.entry("kib", 1L << 10),
            Map.entry("m", 1L << 20),
            Map.entry("mb", 1L << 20),
            Map.entry("mib", 1L << 20),
            Map.entry("g", 1L << 30),
            Map.entry("gb", 1L << 30),
            Map.entry("gib", 1L << 30),
            Map.entry("t", 1L << 40));
    private static final Map<String, Long> TIMES = Map.ofEntries(
            Map.entry("ns", 1L),
            Map.entry("us", 1_000L),
            Map.entry("µs", 1_000L),
            Map.entry("ms", 1_000_000L),
            Map.entry("s", 1_000_000_000L),
            Map.entry("m", 60_000_000_000L),
            Map.entry("min", 60_000_000_000L),
            Map.entry("h", 3_600_000_000_000L),
            Map.entry("d", 86_400_000_000_000L));

    private Units() {}

    /** Bytes; throws {@link IllegalArgumentException} in words. */
    public static long size(String text) {
        return parse(text, SIZES, "a size such as 4096, 4k, 1.5m or 2g");
    }

    /** A duration; throws {@link IllegalArgumentException} in words. */
    public static Duration duration(String text) {
        return Duration.ofNanos(parse(text, TIMES, "a duration such as 50ms, 2s or 5min"));
    }

    private static long parse(String text, Map<String, Long> units, String wanted) {
        Matcher matcher = NUMBER.matcher(text.strip());
        Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' is not " + wanted);
        }
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large", e);
        }
    }
}
