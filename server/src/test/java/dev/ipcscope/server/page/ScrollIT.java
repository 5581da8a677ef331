package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.server.store.InMemoryMessageStore;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pure function between the scrollbar's pixels and ids, run where it runs. */
@Tag("browser")
final class ScrollIT {

    private static final String CALL = """
            const [first, last, row, view, ids] = arguments, done = arguments[arguments.length - 1];
            import('/static/scroll.js').then(s => {
              const l = s.layout(first, last, row, view);
              done([l.height, ...ids.map(id => s.idAt(s.pxOf(id, l), l))]);
            });
            """;

    @Test
    void everyIdIsReachedAndNoListIsTallerThanTheBrowserTakes() throws Exception {
        long seed = Long.getLong("ipcscope.seed", 7);
        SplittableRandom random = new SplittableRandom(seed);
        try (PageServer server = new PageServer(new InMemoryMessageStore(), new NoAgents(), 0);
                Browser browser = new Browser()) {
            browser.open(server.url() + "/login");
            for (long count : new long[] {0, 1, 19, 20, 21, 1_000, 1_250_000, 10_000_000, 3_000_000_000L}) {
                long first = 1 + random.nextLong(1_000_000);
                long steps = Math.max(0, count - 20);
                long middle = first + steps / 2;
                Object answer = browser.driver.executeAsyncScript(
                        CALL, first, first + count - 1, 24, 480, java.util.List.of(first, middle, first + steps));
                assertThat(answer).isInstanceOf(java.util.List.class);
                java.util.List<?> numbers = answer == null ? java.util.List.of() : (java.util.List<?>) answer;
                assertThat(((Number) numbers.get(0)).doubleValue())
                        .as("height of %d rows, seed %d", count, seed)
                        .isBetween(480.0, 33_554_428.0);
                assertThat(numbers.subList(1, 4))
                        .extracting(n -> ((Number) n).longValue())
                        .as("ids of %d rows, seed %d", count, seed)
                        .containsExactly(first, middle, first + steps);
            }
        }
    }
}
