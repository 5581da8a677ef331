package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopTasksTest {

    private final Semaphore woken = new Semaphore(0);
    private final LoopTasks tasks = new LoopTasks("loop", woken::release);

    @Test
    void tasksAreRunOneAtATimeInTheirOrderAndTheThreadIsWokenForEach() {
        List<Integer> run = new ArrayList<>();
        tasks.post(() -> run.add(1));
        tasks.post(() -> run.add(2));
        assertThat(woken.availablePermits()).isEqualTo(2);
        assertThat(tasks.runOne()).isTrue();
        assertThat(run).containsExactly(1);
        assertThat(tasks.runOne()).isTrue();
        assertThat(tasks.runOne()).isFalse();
        assertThat(run).containsExactly(1, 2);
    }

    @Test
    void whatATaskGivesOrThrowsComesBackToWhoCalled() throws Exception {
        Thread loop = new Thread(() -> {
            for (int i = 0; i < 2; i++) {
                woken.acquireUninterruptibly();
                tasks.runOne();
            }
        });
        loop.start();
        assertThat(tasks.call(() -> "done", Duration.ofSeconds(30))).isEqualTo("done");
        assertThatThrownBy(() -> tasks.call(
                        () -> {
                            throw new IOException("no window");
                        },
                        Duration.ofSeconds(30)))
                .hasMessage("no window");
        loop.join();
    }

    @Test
    void oneThatDoesNotBeginInTimeNeverBegins() {
        List<Integer> run = new ArrayList<>();
        assertThatThrownBy(() -> tasks.call(() -> run.add(1), Duration.ofMillis(20)))
                .isInstanceOf(IOException.class)
                .hasMessage("loop did not answer within 20 ms");
        tasks.runOne();
        assertThat(run).isEmpty();
    }

    @Test
    void aClosedOneRunsWhatCameBeforeAndRefusesMore() {
        List<Integer> run = new ArrayList<>();
        tasks.post(() -> run.add(1));
        tasks.takeNoMore();
        assertThatThrownBy(() -> tasks.post(() -> run.add(2)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("loop is closed");
        tasks.runOne();
        assertThat(run).containsExactly(1);
    }

    @Test
    void aTaskThatFailsStopsNoOther() {
        List<Integer> run = new ArrayList<>();
        tasks.post(() -> {
            throw new IllegalStateException("fails for the test");
        });
        tasks.post(() -> run.add(2));
        tasks.runOne();
        tasks.runOne();
        assertThat(run).containsExactly(2);
    }
}
