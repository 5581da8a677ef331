package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("windows")
@Timeout(120)
class MessageLoopTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void tasksRunInOrderOnTheOneThread() throws Exception {
        try (MessageLoop loop = MessageLoop.start("loop under test")) {
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String number = i + " ";
                loop.post(() -> seen.add(number + Thread.currentThread().getName()));
            }
            List<String> all = loop.call(() -> List.copyOf(seen), LIMIT);
            assertThat(all).hasSize(500).element(0).isEqualTo("0 loop under test");
            assertThat(all).element(499).isEqualTo("499 loop under test");
        }
    }

    @Test
    void whatATaskThrowsIsItsCallersAndTheLoopGoesOn() throws Exception {
        try (MessageLoop loop = MessageLoop.start("loop under test")) {
            assertThatThrownBy(() -> loop.call(
                            () -> {
                                throw new Win32Exception("opening x", Win32Exception.ACCESS_DENIED);
                            },
                            LIMIT))
                    .isInstanceOf(Win32Exception.class)
                    .hasMessageContaining("opening x");
            assertThatThrownBy(() -> loop.call(
                            () -> {
                                throw new IllegalStateException("wrong");
                            },
                            LIMIT))
                    .isInstanceOf(IllegalStateException.class);
            loop.post(() -> {
                throw new IllegalStateException("logged");
            });
            assertThat(loop.call(() -> loop.call(() -> "inside", LIMIT), LIMIT)).isEqualTo("inside");
        }
    }

    @Test
    void aWaitHasALimitAndWhatDidNotBeginNeverDoes() throws Exception {
        try (MessageLoop loop = MessageLoop.start("slow loop")) {
            CountDownLatch goOn = new CountDownLatch(1);
            AtomicBoolean began = new AtomicBoolean();
            loop.post(() -> await(goOn));
            assertThatThrownBy(() -> loop.call(() -> began.getAndSet(true), Duration.ofMillis(200)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("slow loop did not answer within 200 ms");
            goOn.countDown();
            assertThat(loop.call(began::get, LIMIT)).isFalse();
        }
    }

    @Test
    void aLoopThatIsStuckTakesABoundedNumberOfTasks() throws Exception {
        try (MessageLoop loop = MessageLoop.start("stuck loop")) {
            CountDownLatch goOn = new CountDownLatch(1);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 5_000; i++) {
                            loop.post(() -> await(goOn));
                        }
                    })
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("1000 tasks");
            goOn.countDown();
        }
    }

    @Test
    void afterItsEndNothingIsTakenAndTheThreadIsGone() throws Exception {
        MessageLoop loop = MessageLoop.start("ended loop");
        Thread thread = loop.call(Thread::currentThread, LIMIT);
        loop.close();
        assertThat(thread.isAlive()).isFalse();
        assertThatThrownBy(() -> loop.call(() -> "", LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessage("ended loop is closed");
        assertThatThrownBy(() -> loop.post(() -> {})).isInstanceOf(RejectedExecutionException.class);
        loop.close();
    }

    @Test
    void itsWindowsGetMessagesAndTheirResultsAreTheirOwn() throws Exception {
        try (MessageLoop loop = MessageLoop.start("loop with a window")) {
            NativeWindow window = loop.call(
                    () -> NativeWindow.forMessages(
                            "ipcscope.test",
                            (handle, message, wParam, lParam) -> message == User32.WM_APP + 5 ? wParam * lParam : null),
                    LIMIT);
            assertThat(User32.SendMessageW(window.handle(), User32.WM_APP + 5, 1L << 40, 3))
                    .isEqualTo(3L << 40);
            loop.call(
                    () -> {
                        window.close();
                        return 0;
                    },
                    LIMIT);
            assertThat(window.handle()).isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("never released");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
