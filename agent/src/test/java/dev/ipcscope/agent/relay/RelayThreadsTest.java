package dev.ipcscope.agent.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RelayThreadsTest {

    private record Seen(String name, boolean interrupted, boolean daemon) {
        static Seen here() {
            Thread thread = Thread.currentThread();
            return new Seen(thread.getName(), thread.isInterrupted(), thread.isDaemon());
        }
    }

    @Test
    void tasksThatWaitForEachOtherAllRun() throws InterruptedException {
        int many = 50;
        CountDownLatch all = new CountDownLatch(many);
        CountDownLatch done = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            RelayThreads.run("task " + i, () -> {
                all.countDown();
                try {
                    all.await();
                    done.countDown();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        done.await();
    }

    @Test
    void aTaskFindsNothingOfTheOneBefore() {
        for (int i = 0; i < 100; i++) {
            String name = "task " + i;
            CompletableFuture<Seen> seen = new CompletableFuture<>();
            RelayThreads.run(name, () -> {
                seen.complete(Seen.here());
                Thread.currentThread().interrupt();
            });
            assertThat(seen.join()).isEqualTo(new Seen(name, false, true));
        }
    }
}
