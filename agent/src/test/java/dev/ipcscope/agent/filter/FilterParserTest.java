package dev.ipcscope.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FilterParserTest {

    @Test
    void theEmptyFilterIsEverything() {
        assertThat(new Sample().passes("")).isTrue();
        assertThat(new Sample().passes("  ( ) ")).isTrue();
    }

    @Test
    void termsSideBySideMustAllMatch() {
        assertThat(new Sample().passes("mech:tcp len:5")).isTrue();
        assertThat(new Sample().passes("mech:tcp len:6")).isFalse();
        assertThat(new Sample().passes("mech:tcp and len:5")).isTrue();
        assertThat(new Sample().passes("mech:tcp AND len:6")).isFalse();
    }

    @Test
    void andBindsStrongerThanOr() {
        assertThat(new Sample().passes("mech:tcp or mech:udp len:6")).isTrue();
        assertThat(new Sample().passes("(mech:tcp or mech:udp) len:6")).isFalse();
        assertThat(new Sample().passes("mech:udp len:6 or mech:tcp len:5")).isTrue();
    }

    @Test
    void notBindsStrongest() {
        assertThat(new Sample().passes("not mech:tcp len:5")).isFalse();
        assertThat(new Sample().passes("not mech:udp len:5")).isTrue();
        assertThat(new Sample().passes("not not mech:tcp")).isTrue();
        assertThat(new Sample().passes("not (mech:tcp or len:6)")).isFalse();
    }

    @Test
    void aDoubledQuoteInsideQuotesIsOne() {
        Sample quote = new Sample().payload("say \"hi\"".getBytes(StandardCharsets.UTF_8));
        assertThat(quote.passes("\"say \"\"hi\"\"\"")).isTrue();
    }

    @Test
    void theErrorsSayWhereAndWhatWouldBeRight() {
        assertThat(Sample.error("mech:tcp porc:x")).contains("10: there is no term 'porc': did you mean proc?");
        assertThat(Sample.error("http://x"))
                .contains("1: there is no term 'http'")
                .contains("goes into quotes");
        assertThat(Sample.error("mec:tcp")).contains("did you mean mech?");
        assertThat(Sample.error("(mech:tcp")).contains("1: this parenthesis is never closed");
        assertThat(Sample.error("mech:tcp)")).contains("9: nothing is open here");
        assertThat(Sample.error("mech:tcp or")).contains("12: a term is missing here");
        assertThat(Sample.error("or mech:tcp")).contains("1: a term is missing here");
        assertThat(Sample.error("not")).contains("4: a term is missing here");
        assertThat(Sample.error("a and and b")).contains("7: a term is missing");
        assertThat(Sample.error("text:\"abc")).contains("6: this quote is never closed");
        assertThat(Sample.error("ab\"c")).contains("3: a quote stands inside a word");
        assertThat(Sample.error("\"ab\"c")).contains("5: after a closing quote");
        assertThat(Sample.error("len=5")).contains("4: '=' is no operator: write len: or len==");
        assertThat(new Sample().passes("\"len=5\"")).isFalse();
    }

    @Test
    void lengthAndDepthAreLimited() {
        assertThat(Sample.error("(".repeat(4_000))).contains("nested deeper than 100");
        assertThat(Sample.error("not ".repeat(2_000) + "a")).contains("nested deeper than 100");
        assertThat(Sample.error("a ".repeat(5_000))).contains("longer than 8192");
        assertThat(new Sample().passes("(".repeat(99) + "hello" + ")".repeat(99)))
                .isTrue();
    }

    @Test
    void anyTextGivesAFilterOrAnErrorWithinIt() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        String[] pieces = {
            "(", ")", "\"", "not ", "or ", "and ", "len", ">", "=", ":", "5", " ", "*", "\\", "é", "mech:", "time:",
            "\n"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            check(text.toString(), seed);
        }
    }

    private static void check(String text, long seed) {
        try {
            Filter filter = FilterParser.parse(text);
            assertThat(FilterParser.parse(filter.toString()))
                    .as("'%s', seed %d", text, seed)
                    .isEqualTo(filter);
        } catch (FilterException e) {
            assertThat(e.column()).as("'%s', seed %d", text, seed).isBetween(1, text.length() + 1);
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
