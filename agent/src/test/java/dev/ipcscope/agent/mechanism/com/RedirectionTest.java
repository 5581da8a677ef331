package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.mechanism.com.Redirection.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients are led to the tap, but while the real class is asked for, which may last. */
@Tag("windows")
@Timeout(120)
class RedirectionTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private List<String> before = List.of();
    private @Nullable Redirection made;

    @BeforeEach
    void make(@TempDir Path folder) throws Exception {
        BankPrograms.register();
        before = BankPrograms.registry();
        ClassName bank = Objects.requireNonNull(ClassName.find(BankPrograms.PROG_ID));
        made = Redirection.make(new Journal(folder), bank, new Guid(UUID.randomUUID()), Way.BOTH);
    }

    @AfterEach
    void end() throws Exception {
        redirection().undo();
        threads.shutdownNow();
        BankPrograms.unregister();
    }

    private Redirection redirection() {
        return Objects.requireNonNull(made);
    }

    /** A server that takes its time until it is let go. */
    private final class Start {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch let = new CountDownLatch(1);
        private final Future<String> ended;

        Start() throws InterruptedException {
            ended = threads.submit(() -> redirection().without(() -> {
                begun.countDown();
                let.await();
                return "started";
            }));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        }

        void end() throws Exception {
            let.countDown();
            assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("started");
        }
    }

    @Test
    void nobodyWaitsWhileServersStart() throws Exception {
        List<String> led = BankPrograms.registry();
        assertThat(led).isNotEqualTo(before);
        Start one = new Start();
        Start other = new Start();
        Future<String> trouble = threads.submit(() -> redirection().trouble());
        assertThat(trouble.get(30, TimeUnit.SECONDS)).isEmpty();
        one.end();
        assertThat(BankPrograms.registry()).isEqualTo(before);
        other.end();
        assertThat(BankPrograms.registry()).isEqualTo(led);
        assertThat(redirection().trouble()).isEmpty();
    }

    @Test
    void aTapThatClosesMeanwhileWaitsForNothingAndLeavesNothing() throws Exception {
        Start one = new Start();
        Future<List<String>> undone = threads.submit(() -> redirection().undo());
        assertThat(undone.get(30, TimeUnit.SECONDS)).isEmpty();
        one.end();
        assertThat(BankPrograms.registry()).isEqualTo(before);
        assertThat(threads.submit(() -> redirection().<String>without(() -> "")))
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining("the tap is closed");
    }
}
