package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many foreign clients come and go at random through a tap beside their server. Short, unless
 * {@code ipcscope.soak.seconds} and {@code ipcscope.soak.clients} say otherwise: see samples/soak.sh.
 */
@Tag("windows")
class PipeSoakTest {

    private static final int SECONDS = Integer.getInteger("ipcscope.soak.seconds", 5);
    private static final int CLIENTS = Integer.getInteger("ipcscope.soak.clients", 20);
    private static final int SEED = (int) (Long.getLong("ipcscope.seed", 1) % 100_000);
    private static final Pattern SUMS = Pattern.compile("soak opened (\\d+) bytes (\\d+) errors (\\d+)");

    /** Handles that a JVM may hold more of after a while for reasons of its own. */
    private static final int OF_THE_JVM = 40;

    private final String name = PipeTalk.name();
    private final Counts counts = new Counts();
    private List<String> said = List.of();

    @Test
    void noByteIsLostAndNoHandleLeaked() throws Exception {
        PipeMechanism mechanism = new PipeMechanism();
        TapSpec spec = mechanism.check(TapSpec.parse("pipe:" + name));
        String instances = Integer.toString(Math.min(250, CLIENTS + 8));
        try (ForeignProgram server = PipeTalk.server(name, "message", "sync", "255", instances, "quiet")) {
            long serverPid = Long.parseLong(server.awaitLine("ready"));
            try (Tap warmUp = mechanism.open(spec, counts)) {
                soak(CLIENTS, 2);
            }
            long self = ProcessHandle.current().pid();
            Awaitility.await().until(() -> counts.open.get() == 0);
            long ours = HandleScan.countOf(self);
            long theirs = HandleScan.countOf(serverPid);
            counts.reset();
            long opened;
            try (Tap tap = mechanism.open(spec, counts)) {
                Matcher sums = soak(CLIENTS, SECONDS);
                opened = Long.parseLong(sums.group(1));
                long bytes = Long.parseLong(sums.group(2));
                assertThat(sums.group(3))
                        .as("errors that clients saw: %s", said)
                        .isEqualTo("0");
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> counts.open.get() == 0);
                System.out.printf(
                        "pipe soak: seed %d, %d clients, %d s: %d connections, %d bytes each way; tapped %d with %d bytes,"
                                + " seen passing by %d%n",
                        SEED,
                        CLIENTS,
                        SECONDS,
                        opened,
                        bytes,
                        counts.tapped.get(),
                        counts.toServer.get(),
                        counts.passed.get());
                assertThat(counts.errors.get()).as("errors recorded").isZero();
                assertThat(counts.toClient.get()).as("what was answered").isEqualTo(counts.toServer.get());
                // How many pass by depends on the machine: it is printed, and promised to nobody.
                assertThat(counts.tapped.get()).isBetween(1L, opened);
                if (counts.tapped.get() == opened) {
                    assertThat(counts.toServer.get()).as("bytes recorded").isEqualTo(bytes);
                }
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(HandleScan.countOf(self))
                            .as("our handles after %d connections, %d before", opened, ours)
                            .isLessThanOrEqualTo(ours + OF_THE_JVM));
            assertThat(HandleScan.countOf(serverPid)).as("the server's handles").isEqualTo(theirs);
        }
    }

    private Matcher soak(int clients, int seconds) throws Exception {
        try (ForeignProgram program = ForeignProgram.start(
                "pipesoak", name, Integer.toString(clients), Integer.toString(seconds), Integer.toString(SEED))) {
            List<String> lines = program.finish(Duration.ofSeconds(seconds + 120));
            Matcher sums = SUMS.matcher(lines.get(lines.size() - 1));
            said = lines;
            assertThat(sums.matches()).as("the clients printed %s", lines).isTrue();
            return sums;
        }
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
        public ConversationLog open(@Nullable String clientAddress, @Nullable String serverAddress) {
            return open(clientAddress, serverAddress, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, Map.of());
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
