package dev.ipcscope.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** One mechanism that hangs or fails hides only itself. */
class FinderTest {

    private interface Look {
        List<Endpoint> look() throws IOException, InterruptedException;
    }

    private record Made(String id, Look look) implements Mechanism {
        @Override
        public String title() {
            return id;
        }

        @Override
        public int hue() {
            return 1;
        }

        @Override
        public Shape shape() {
            return Shape.STREAM;
        }

        @Override
        public Support support() {
            return Support.YES;
        }

        @Override
        public TapSpec check(TapSpec spec) {
            return spec;
        }

        @Override
        public Tap open(TapSpec spec, Recorder recorder) throws IOException {
            throw new IOException("not here");
        }

        @Override
        public List<Endpoint> discover() throws IOException {
            try {
                return look.look();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static String words(Endpoint endpoint) {
        return endpoint.name() + " " + endpoint.reason();
    }

    private static Made finds(String id) {
        return new Made(id, () -> List.of(new Endpoint(id, id + "-1", "", List.of(), null, "")));
    }

    @Test
    void whatFailsIsSaidAndHidesOnlyItself() {
        List<Mechanism> all = List.of(
                finds("a"),
                new Made("io", () -> {
                    throw new IOException("no");
                }),
                new Made("bug", () -> {
                    throw new IllegalStateException("no");
                }),
                new Made("library", () -> {
                    throw new UnsatisfiedLinkError("no");
                }),
                finds("b"));
        assertThat(new Finder(all, Duration.ofMinutes(1)).find())
                .extracting(FinderTest::words)
                .containsExactly(
                        "a-1 ",
                        "not listed looking for them failed: no",
                        "not listed looking for them failed: java.lang.IllegalStateException: no",
                        "not listed looking for them failed: java.lang.UnsatisfiedLinkError: no",
                        "b-1 ");
    }

    @Test
    void whatHangsIsSaidAndHidesOnlyItself() {
        CountDownLatch never = new CountDownLatch(1);
        Made hangs = new Made("hangs", () -> {
            never.await();
            return List.of();
        });
        try {
            assertThat(new Finder(List.of(finds("quick"), hangs), Duration.ofSeconds(5)).find())
                    .extracting(FinderTest::words)
                    .containsExactly("quick-1 ", "not listed looking for them took longer than 5 s; look again");
        } finally {
            never.countDown();
        }
    }
}
