package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Connections are numbers, ends are letters. */
class EndBookTest {

    private final EndBook<Integer, String> book = new EndBook<>();

    @Test
    void whatIsFoundMayListenUnlessItIsConnected() {
        book.found(Set.of("a", "b", "c"), Set.of("a"), Set.of("b"));
        assertThat(book.loose()).containsExactly("c");
        book.loosen("b");
        assertThat(book.loose()).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void theEndOfAConnectionListensWhenThatIsOver() {
        book.found(Set.of("a", "b"), Set.of(), Set.of());
        book.connected(1);
        book.seen(Set.of(), Set.of("a"), Set.of());
        book.connected(2);
        book.seen(Set.of(), Set.of("b"), Set.of());
        assertThat(book.loose()).isEmpty();
        book.released(2);
        assertThat(book.loose()).containsExactly("b");
        book.released(1);
        assertThat(book.loose()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whereItCannotBeConcludedAllMayBeMeant() {
        book.found(Set.of("a", "b", "c"), Set.of("c"), Set.of());
        book.connected(1);
        book.connected(2);
        book.seen(Set.of(), Set.of("a", "b"), Set.of());
        assertThat(book.loose()).isEmpty();
        book.released(1);
        assertThat(book.loose()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void whatIsClosedOrInOtherHandsIsNotLookedAt() {
        book.found(Set.of("a", "b", "c"), Set.of(), Set.of());
        book.seen(Set.of("a"), Set.of(), Set.of("b"));
        assertThat(book.loose()).containsExactly("c");
    }

    @Test
    void aNewSearchForgetsConclusionsThatNoLongerHold() {
        book.found(Set.of("a", "b"), Set.of(), Set.of());
        book.connected(1);
        book.seen(Set.of(), Set.of("a"), Set.of());
        book.found(Set.of("a", "b", "c"), Set.of("b"), Set.of());
        assertThat(book.loose()).containsExactlyInAnyOrder("a", "c");
        book.released(1);
        assertThat(book.loose()).as("also the one whose connection isn't known").contains("b");
    }

    /** Whatever happens, an end that listens is looked at once all that happened has been told. */
    @Test
    void noListeningEndIsOverlooked() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<String> all = List.of("a", "b", "c", "d", "e");
        Map<Integer, String> truth = new HashMap<>();
        book.found(all, Set.of(), Set.of());
        for (int step = 1; step <= 2_000; step++) {
            List<String> listening = new ArrayList<>(all);
            listening.removeAll(truth.values());
            assertThat(book.loose()).as("seed %d, step %d", seed, step).containsAll(listening);
            if (!listening.isEmpty() && random.nextInt(3) > 0) {
                truth.put(step, listening.get(random.nextInt(listening.size())));
                book.connected(step);
            } else if (!truth.isEmpty()) {
                Integer over = List.copyOf(truth.keySet()).get(random.nextInt(truth.size()));
                truth.remove(over);
                book.released(over);
            }
            if (random.nextBoolean()) {
                Set<String> ours = Set.copyOf(truth.values());
                book.seen(Set.of(), book.loose().stream().filter(ours::contains).toList(), Set.of());
            }
        }
    }
}
