package dev.ipcscope.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Policy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TapSpecTest {

    @Test
    void readsMechanismListenTargetAndOptions() throws Exception {
        TapSpec spec = TapSpec.parse("tcp:[::1]:6380=[::1]:6379?keep=4k&policy=block&name=Cache");
        assertThat(spec.mechanism()).isEqualTo("tcp");
        assertThat(spec.listen()).isEqualTo("[::1]:6380");
        assertThat(spec.target()).isEqualTo("[::1]:6379");
        assertThat(spec.keep()).isEqualTo(4096);
        assertThat(spec.policy()).isEqualTo(Policy.BLOCK);
        assertThat(spec.name()).isEqualTo("Cache");
    }

    @Test
    void keepsEverythingUnderGapWhenNothingIsSaid() throws Exception {
        TapSpec spec = TapSpec.parse("unix:/run/front.sock=/run/real.sock");
        assertThat(spec.keep()).isEqualTo(Long.MAX_VALUE);
        assertThat(spec.policy()).isEqualTo(Policy.GAP);
    }

    @Test
    void listenEndsAtTheFirstEqualsSign() throws Exception {
        TapSpec spec = TapSpec.parse("fifo:/a=/b=c");
        assertThat(spec.listen()).isEqualTo("/a");
        assertThat(spec.target()).isEqualTo("/b=c");
    }

    @Test
    void optionsStartAtTheLastQuestionMarkFollowedByAWordAndEquals() throws Exception {
        TapSpec spec = TapSpec.parse("mapping:/dev/shm/what?now?every=50ms");
        assertThat(spec.listen()).isEqualTo("/dev/shm/what?now");
        assertThat(spec.target()).isNull();
        assertThat(spec.options()).containsExactly(Map.entry("every", "50ms"));
        assertThat(TapSpec.parse("mapping:/dev/shm/why?").listen()).isEqualTo("/dev/shm/why?");
    }

    @Test
    void aLeadingVerbatimPrefixBelongsToTheName() throws Exception {
        TapSpec spec = TapSpec.parse("pipe:\\\\?\\pipe\\front=\\\\?\\pipe\\real");
        assertThat(spec.listen()).isEqualTo("\\\\?\\pipe\\front");
        assertThat(spec.target()).isEqualTo("\\\\?\\pipe\\real");
        assertThat(spec).hasToString("pipe:\\\\?\\pipe\\front=\\\\?\\pipe\\real");
    }

    @Test
    void percentWritesWhatTheGrammarUses() throws Exception {
        TapSpec spec = TapSpec.parse("unix:/tmp/a%3Db%3Fkeep%3D1%26%25%0A=/tmp/%C3%BC日");
        assertThat(spec.listen()).isEqualTo("/tmp/a=b?keep=1&%\n");
        assertThat(spec.target()).isEqualTo("/tmp/ü日");
    }

    @Test
    void refusesInWordsWithTheColumn() {
        assertRefused("tcp", 1, "begins with a mechanism");
        assertRefused("tcp:a=", 7, "real endpoint");
        assertRefused("tcp:a=b?keep=lots", 9, "'lots' is not a size");
        assertRefused("tcp:a=b?policy=drop", 9, "gap or block");
        assertRefused("tcp:a%4=b", 5, "two hex digits");
        assertRefused("tcp:a=b?name=x&name=y", 16, "given twice");
    }

    @Test
    void parseOfPrintIsTheSameSpec() throws Exception {
        long seed = Long.getLong("ipcscope.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            Map<String, String> options = new LinkedHashMap<>();
            if (random.nextInt(3) == 0) {
                options.put("keep", random.nextInt(1, 5000) + (random.nextBoolean() ? "k" : ""));
            }
            if (random.nextInt(3) == 0) {
                options.put("name", name(random));
            }
            if (random.nextInt(3) == 0) {
                options.put("every", name(random));
            }
            TapSpec spec = new TapSpec(
                    "mech" + random.nextInt(9), name(random), random.nextBoolean() ? name(random) : null, options);
            assertThat(TapSpec.parse(spec.toString()))
                    .as("seed %d round %d: %s", seed, round, spec)
                    .isEqualTo(spec);
        }
    }

    private static String name(SplittableRandom random) {
        String[] pieces = {
            "=", "?", "&", "%", "\n", "\u0085", "ü", "日", "😀", "a", "Z", "/", "\\", ":", "@", " ", "keep="
        };
        StringBuilder name = new StringBuilder(random.nextInt(8) == 0 ? "\\\\?\\" : "");
        do {
            name.append(pieces[random.nextInt(pieces.length)]);
        } while (random.nextInt(6) != 0);
        return name.toString();
    }

    private static void assertRefused(String text, int column, String words) {
        assertThatThrownBy(() -> TapSpec.parse(text))
                .isInstanceOfSatisfying(
                        TapSpecException.class, e -> assertThat(e.column()).isEqualTo(column))
                .hasMessageContaining(words);
    }
}
