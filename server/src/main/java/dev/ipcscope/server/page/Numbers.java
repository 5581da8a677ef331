package dev.ipcscope.server.page;

import java.util.Locale;

/** Numbers as the pages write them: commas at thousands, units after a space. */
final class Numbers {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Numbers() {}

    static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** "1 message", "2 messages". */
    static String count(long number, String word) {
        return of(number) + " " + word + (number == 1 ? "" : "s");
    }

    /** Bytes in powers of 1,000 with one decimal below ten. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1_000;
            unit++;
        }
        String form = unit == 0 || value >= 9.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, value, UNITS[unit]);
    }

    /** A rate in at most four characters: 12, 1.2k, 34k, 1.1m. */
    static String rate(double perSecond) {
        if (perSecond < 999.5) {
            return String.valueOf(Math.round(perSecond));
        }
        double thousands = perSecond / 1_000;
        if (thousands < 9.95) {
            return String.format(Locale.ROOT, "%.1fk", thousands);
        }
        return thousands < 999.5 ? Math.round(thousands) + "k" : String.format(Locale.ROOT, "%.1fm", thousands / 1_000);
    }

    /** A count in at most six characters: 12,345, 123k, 1.2m. */
    static String shortCount(long number) {
        if (number < 100_000) {
            return of(number);
        }
        return number < 999_500
                ? number / 1_000 + "k"
                : String.format(Locale.ROOT, number < 99_500_000 ? "%.1fm" : "%.0fm", number / 1e6);
    }

    /** A length of time: "84 µs", "8.2 ms", "0.3 s", "12 s", "4 min", "3 h", "2 days". */
    static String span(long nanos) {
        double micros = nanos / 1e3;
        if (micros < 1_000) {
            return String.format(Locale.ROOT, "%.0f µs", micros);
        }
        if (micros < 99_950) {
            return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
        }
        double seconds = micros / 1e6;
        if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
        }
        if (seconds < 7_200) {
            return Math.round(seconds / 60) + " min";
        }
        return seconds < 172_800 ? Math.round(seconds / 3_600) + " h" : Math.round(seconds / 86_400) + " days";
    }
}
