package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FilterPrinterTest {

    @Test
    void whatIsPrintedParsesBackToAnEqualFilter() throws Exception {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 5_000; round++) {
            Filter filter = RandomFilters.filter(random, 4);
            String printed = filter.toString();
            assertThat(FilterParser.parse(printed))
                    .as("%s, seed %d", printed, seed)
                    .isEqualTo(filter);
        }
    }

    @Test
    void onlyNeededParenthesesArePrinted() throws Exception {
        assertThat(FilterParser.parse("((mech:tcp)) and (a or (b c))").toString())
                .isEqualTo("mech:tcp (\"a\" or \"b\" \"c\")");
        assertThat(FilterParser.parse("not ()").toString()).isEqualTo("not ()");
    }
}
