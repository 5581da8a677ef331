package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TogetherTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 16, 17, 200})
    void sharesAreFewAndTogetherTheWhole(int size) {
        List<Integer> all = IntStream.range(0, size).boxed().toList();
        List<List<Integer>> shares = Together.shares(all, 4);
        assertThat(shares).hasSizeLessThanOrEqualTo(4);
        assertThat(shares.stream().flatMap(List::stream)).containsExactlyElementsOf(all);
    }

    @Test
    void eachHasAThreadAndAllAreDoneAtTheEnd() {
        CyclicBarrier barrier = new CyclicBarrier(4);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Together.each(List.of("a", "b", "c", "d"), (work, number) -> {
            try {
                barrier.await(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            threads.add(Thread.currentThread());
            done.add(work + number);
        });
        assertThat(done).containsExactlyInAnyOrder("a0", "b1", "c2", "d3");
        assertThat(threads).hasSize(4).contains(Thread.currentThread());
    }

    @Test
    void aFailureIsTheCallers() {
        assertThatThrownBy(() -> Together.each(List.of(1, 2), (work, number) -> {
                    if (number == 1) {
                        throw new IllegalArgumentException("no such handle");
                    }
                }))
                .hasRootCauseMessage("no such handle");
    }
}
