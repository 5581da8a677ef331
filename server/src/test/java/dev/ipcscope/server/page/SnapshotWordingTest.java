package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotWordingTest {

    @Test
    void aLineBeginsWithTheFirstValues() {
        List<Map<String, Object>> fields = IntStream.range(0, 5)
                .<Map<String, Object>>mapToObj(i -> Map.of("name", "f" + i, "value", 100.123456789 * i))
                .toList();
        assertThat(SnapshotWording.line(details(Map.of("fields", fields)), "9 bytes"))
                .isEqualTo("f0 0, f1 100.12, f2 200.25 and 2 more · 9 bytes");
        assertThat(SnapshotWording.line(details(Map.of("fields", fields, "moreFields", 10L, "torn", true)), "9 bytes"))
                .isEqualTo("f0 0, f1 100.12, f2 200.25 and 12 more · 9 bytes, torn");
        assertThat(SnapshotWording.line(Details.NONE, "9 bytes")).isEqualTo("9 bytes");
    }

    @Test
    void hostileTextsAreShownAndDoNoHarm() {
        Map<String, Object> field = Map.of("name", "a\u202e", "value", "x\n\u001b".repeat(40), "before", "");
        assertThat(SnapshotWording.line(details(Map.of("fields", List.of(field, "rubbish", 7L))), "1 byte"))
                .doesNotContain("\u202e", "\n", "\u001b")
                .endsWith("…\" · 1 byte");
        assertThat(SnapshotWording.facts(details(Map.of("fields", "rubbish", "holders", 7L))))
                .isEmpty();
    }

    @Test
    void holdersAreTold() {
        List<Map<String, Object>> holders = List.of(
                Map.of("pid", 7L, "name", "sensord", "access", "write"),
                Map.of("pid", 8L, "name", "dash", "access", "read"));
        assertThat(SnapshotWording.holders(details(Map.of("holders", holders))))
                .contains("open in sensord 7 may write, dash 8 reads");
        assertThat(SnapshotWording.holders(details(Map.of("holders", List.of()))))
                .contains("open in no other process");
        assertThat(SnapshotWording.holders(Details.NONE)).isEmpty();
    }

    private static Details details(Map<String, Object> attributes) {
        return Details.of(attributes);
    }
}
