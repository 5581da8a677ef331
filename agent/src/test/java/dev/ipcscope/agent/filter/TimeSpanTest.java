package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TimeSpanTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-23T23:30:00Z"), ZoneId.of("Europe/Berlin"));

    @Test
    void aTimeWithoutDateIsTodaysAndLocal() {
        assertThat(span("10:32")).isEqualTo("2026-11-24T09:32:00Z 2026-11-24T09:33:00Z");
        assertThat(span("10:32:07.25")).isEqualTo("2026-11-24T09:32:07.250Z 2026-11-24T09:32:07.260Z");
    }

    @Test
    void todayIsTodayInTheZoneGiven() {
        assertThat(span("10:32Z")).isEqualTo("2026-11-23T10:32:00Z 2026-11-23T10:33:00Z");
    }

    @Test
    void aDayIsAsLongAsItIsThere() {
        assertThat(span("2026-10-25")).isEqualTo("2026-10-24T22:00:00Z 2026-10-25T23:00:00Z");
    }

    @Test
    void datesZonesAndNineDigitsAreRead() {
        assertThat(span("2026-11-23T10:32:00.123456789Z"))
                .isEqualTo("2026-11-23T10:32:00.123456789Z 2026-11-23T10:32:00.123456790Z");
        assertThat(span("2026-11-23 10:32:00 +0200")).isEqualTo("2026-11-23T08:32:00Z 2026-11-23T08:32:01Z");
    }

    private String span(String text) {
        Operand.Time span = TimeSpan.parse(text, clock);
        return instant(span.from()) + " " + instant(span.until());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
