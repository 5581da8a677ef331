package dev.ipcscope.agent.filter;

import java.time.Clock;

/** Reads moments as filters write times. */
public final class Moments {

    private Moments() {}

    /**
     * The beginning of what the text says, in Unix ns; {@code 10:32} is the beginning of that minute.
     *
     * @param clock gives today's date and the zone of times that carry none
     * @throws IllegalArgumentException in words
     */
    public static long parse(String text, Clock clock) {
        return TimeSpan.parse(text, clock).from();
    }
}
