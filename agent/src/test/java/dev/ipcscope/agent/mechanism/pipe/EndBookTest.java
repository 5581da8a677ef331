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
        assertThat(book.loose(100)).containsExactly("c");
        book.loosen("b");
        assertThat(book.loose(100)).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void manyAreLookedAtByTurns() {
        book.found(Set.of("a", "b", "c", "d", "e"), Set.of(), Set.of());
        assertThat(book.loose()).isEqualTo(5);
        Set<String> first = book.loose(2);
        Set<String> second = book.loose(2);
        Set<String> third = book.loose(2);
        assertThat(first).hasSize(2).doesNotContainAnyElementsOf(second);
        assertThat(third).hasSize(2).doesNotContainAnyElementsOf(second).containsAnyElementsOf(first);
    }

    @Test
    void nothingIsConcludedFromALookAtSome() {
        book.found(Set.of("a", "b"), Set.of(), Set.of());
        book.connected(1);
        String seen = book.loose(1).iterator().next();
        book.seen(Set.of(), Set.of(), Set.of()); // the other one was met
        book.connected(2);
        String other = seen.equals("a") ? "b" : "a";
        assertThat(book.loose(2)).contains(other);
        book.seen(Set.of(), Set.of(other), Set.of());
        book.released(1);
        assertThat(book.loose(2))
                .as("the end of the first is not taken for that of the second")
                .contains(other);
    }

    @Test
    void theEndOfAConnectionListensWhenThatIsOver() {
        book.found(Set.of("a", "b"), Set.of(), Set.of());
        book.connected(1);
        book.seen(Set.of(), Set.of("a"), Set.of());
        book.connected(2);
        book.seen(Set.of(), Set.of("b"), Set.of());
        assertThat(book.loose(100)).isEmpty();
        book.released(2);
        assertThat(book.loose(100)).containsExactly("b");
        book.released(1);
        assertThat(book.loose(100)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whereItCannotBeConcludedAllMayBeMeant() {
        book.found(Set.of("a", "b", "c"), Set.of("c"), Set.of());
        book.connected(1);
        book.connected(2);
        book.seen(Set.of(), Set.of("a", "b"), Set.of());
        assertThat(book.loose(100)).isEmpty();
        book.released(1);
        assertThat(book.loose(100)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void whatIsClosedOrInOtherHandsIsNotLookedAt() {
        book.found(Set.of("a", "b", "c"), Set.of(), Set.of());
        book.seen(Set.of("a"), Set.of(), Set.of("b"));
        assertThat(book.loose(100)).containsExactly("c");
    }

    @Test
    void aNewSearchForgetsConclusionsThatNoLongerHold() {
        book.found(Set.of("a", "b"), Set.of(), Set.of());
        book.connected(1);
        book.seen(Set.of(), Set.of("a"), Set.of());
        book.found(Set.of("a", "b", "c"), Set.of("b"), Set.of());
        assertThat(book.loose(100)).containsExactlyInAnyOrder("a", "c");
        book.released(1);
        assertThat(book.loose(100))
                .as("also the one whose connection isn't known")
                .contains("b");
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
            assertThat(book.loose(100)).as("seed %d, step %d", seed, step).containsAll(listening);
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
                book.seen(
                        Set.of(),
                        book.loose(100).stream().filter(ours::contains).toList(),
                        Set.of());
            }
        }
    }
}
