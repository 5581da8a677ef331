package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many foreign clients come and go at random through a tap beside their server. Short, unless
 * {@code ipcscope.soak.seconds} and {@code ipcscope.soak.clients} say otherwise: see samples/soak.sh.
 */
@Tag("windows")
@Timeout(1_200)
class PipeSoakTest {

    private static final int SECONDS = Integer.getInteger("ipcscope.soak.seconds", 5);
    private static final int CLIENTS = Integer.getInteger("ipcscope.soak.clients", 20);
    private static final int SEED = (int) (Long.getLong("ipcscope.seed", System.nanoTime()) % 100_000);
    private static final Pattern SUMS =
            Pattern.compile("soak opened (\\d+) bytes (\\d+) errors (\\d+) busy (\\d+) most (\\d+)");

    /** Handles that a JVM may hold more of after a while for reasons of its own. */
    private static final int OF_THE_JVM = 40;

    /**
     * More threads than the soak ever has at once, those included that are being made or are ending. HotSpot keeps the events
     * of ended threads for the next ones; with these kept beforehand, each event more afterwards is one that was leaked.
     */
    private static final int THREADS = 200 + 8 * CLIENTS;

    /** Threads of pools end when they had nothing to do for five seconds; a short run isn't worth that wait. */
    private static final Duration IDLE_THREADS = SECONDS < 30 ? Duration.ofSeconds(1) : Duration.ofSeconds(7);

    private final String name = PipeTalk.name();
    private final Counts counts = new Counts();

    /** What the clients counted. */
    private record Talk(long opened, long bytes, long busy, long most) {}

    @Test
    void noByteIsLostAndNoHandleLeaked() throws Exception {
        long self = ProcessHandle.current().pid();
        try (ForeignProgram server = server(CLIENTS + 8)) {
            long serverPid = Long.parseLong(server.awaitLine("ready"));
            try (Tap warmUp = PipeTalk.tap("pipe:" + name, counts)) {
                talk(CLIENTS, 2);
            }
            awaitClosed();
            runAtOnce(THREADS);
            long ours = settled(self);
            Map<String, Long> before = HandleScan.countsByType(self);
            ManagementFactory.getThreadMXBean().resetPeakThreadCount();
            long theirs = HandleScan.countOf(serverPid);
            counts.reset();
            Talk talk;
            try (Tap tap = PipeTalk.tap("pipe:" + name, counts)) {
                talk = talk(CLIENTS, SECONDS);
                awaitClosed();
            }
            long oursAfter = settled(self);
            Map<String, Long> after = HandleScan.countsByType(self);
            int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
            assertThat(HandleScan.countOf(serverPid)).as("the server's handles").isEqualTo(theirs);
            print(CLIENTS, CLIENTS + 8, talk);
            System.out.printf(
                    "pipe soak: handles before and after: ours %d and %d, the server's %d and %d%n"
                            + "pipe soak: ours by type: %s and %s; at most %d threads ran at once%n",
                    ours, oursAfter, theirs, HandleScan.countOf(serverPid), before, after, threads);
            assertThat(threads).as("threads at once").isLessThan(THREADS);
            assertThat(oursAfter)
                    .as("our handles after %d connections: %s", talk.opened(), after)
                    .isLessThanOrEqualTo(ours + OF_THE_JVM);
        }
    }

    /** How many depends on the machine and is promised to nobody; that it is the lesser part would be a defect. */
    @Test
    void mostClientsGoThroughTheTap() throws Exception {
        try (ForeignProgram server = server(8);
                Tap tap = PipeTalk.tap("pipe:" + name, counts)) {
            Talk talk = talk(8, 5);
            awaitClosed();
            print(8, 8, talk);
            assertThat(counts.tapped.get())
                    .as("clients of %d that met the tap, seed %d", talk.opened(), SEED)
                    .isGreaterThan(talk.opened() / 2);
        }
    }

    /** The handles of this process once its idle threads have ended and left theirs: when none has gone for a while. */
    private static long settled(long pid) throws IOException {
        long[] least = {HandleScan.countOf(pid)};
        Awaitility.await()
                .during(IDLE_THREADS)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    long now = HandleScan.countOf(pid);
                    boolean same = now >= least[0];
                    least[0] = Math.min(now, least[0]);
                    return same;
                });
        return least[0];
    }

    /** So many threads live at the same time, and have ended. */
    private static void runAtOnce(int number) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, number)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        try {
            threads.forEach(Thread::start);
        } finally {
            end.countDown();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private ForeignProgram server(int instances) throws Exception {
        return PipeTalk.server(name, "message", "sync", "255", Integer.toString(Math.min(250, instances)), "quiet");
    }

    /** Lets clients talk at random; they compare each byte that comes back. */
    private Talk talk(int clients, int seconds) throws Exception {
        try (ForeignProgram program = ForeignProgram.start(
                "pipesoak", name, Integer.toString(clients), Integer.toString(seconds), Integer.toString(SEED))) {
            List<String> lines = program.finish(Duration.ofSeconds(seconds + 120));
            Matcher sums = SUMS.matcher(lines.get(lines.size() - 1));
            assertThat(sums.matches())
                    .as("seed %d: the clients printed %s", SEED, lines)
                    .isTrue();
            assertThat(sums.group(3))
                    .as("seed %d: errors that clients saw: %s", SEED, lines)
                    .isEqualTo("0");
            return new Talk(
                    Long.parseLong(sums.group(1)),
                    Long.parseLong(sums.group(2)),
                    Long.parseLong(sums.group(4)),
                    Long.parseLong(sums.group(5)));
        }
    }

    /** And what was recorded is as it must be. */
    private void awaitClosed() {
        Awaitility.await().until(() -> counts.open.get() == 0);
        assertThat(counts.errors.get()).as("seed %d: errors recorded", SEED).isZero();
        assertThat(counts.tapped.get()).as("seed %d: tapped", SEED).isPositive();
        assertThat(counts.toClient.get()).as("seed %d: what was answered", SEED).isEqualTo(counts.toServer.get());
    }

    private void print(int clients, int instances, Talk talk) {
        System.out.printf(
                "pipe soak: seed %d, %d clients, %d instances: %d connections, %d bytes each way;"
                        + " tapped %d (%d %%) with %d bytes, seen passing by %d; found busy %d times, at most %d in a row%n",
                SEED,
                clients,
                instances,
                talk.opened(),
                talk.bytes(),
                counts.tapped.get(),
                100 * counts.tapped.get() / Math.max(1, talk.opened()),
                counts.toServer.get(),
                counts.passed.get(),
                talk.busy(),
                talk.most());
    }

    /** Adds up what a recorder is given; a soak is too long to keep it. */
    private static final class Counts implements Recorder {
        private final AtomicLong tapped = new AtomicLong();
        private final AtomicLong passed = new AtomicLong();
        private final AtomicLong open = new AtomicLong();
        private final AtomicLong toServer = new AtomicLong();
        private final AtomicLong toClient = new AtomicLong();
        private final AtomicLong errors = new AtomicLong();

        void reset() {
            List.of(tapped, passed, open, toServer, toClient, errors).forEach(count -> count.set(0));
        }

        @Override
        public boolean recordsFirst() {
            return false;
        }

        @Override
        public ConversationLog open(
                @Nullable String clientAddress,
                @Nullable String serverAddress,
                ProcessInfo client,
                ProcessInfo server,
                Map<String, Object> attributes) {
            (attributes.containsKey("passedBy") ? passed : tapped).incrementAndGet();
            open.incrementAndGet();
            return new Log();
        }

        private final class Log implements ConversationLog {
            private boolean closed;

            @Override
            public long number() {
                return 0;
            }

            @Override
            public void record(
                    Kind kind,
                    Direction direction,
                    long mono,
                    long length,
                    @Nullable ByteBuffer bytes,
                    Details details) {
                if (kind == Kind.DATA) {
                    (direction == Direction.CLIENT_TO_SERVER ? toServer : toClient).addAndGet(length);
                } else if (kind == Kind.ERROR) {
                    errors.incrementAndGet();
                }
            }

            @Override
            public void processes(@Nullable ProcessInfo client, @Nullable ProcessInfo server) {}

            @Override
            public boolean lostSinceLastAsked() {
                return false;
            }

            @Override
            public synchronized void close(Details details) {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        }
    }
}
