package dev.ipcscope.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What happens to records when the process is killed or the disk is full. */
class OutboxFaultsTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final Sink sink = new Sink();

    /** Records numbers until it is killed and prints each one whose record has returned. */
    public static final class Child {
        private Child() {}

        /** Folder and policy. */
        public static void main(String[] args) throws Exception {
            Outbox outbox = new Outbox(Path.of(args[0]), 1 << 30, "0.1.0");
            TapSpec spec = TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:1?policy=" + args[1]);
            ConversationLog log = outbox.recorder(spec).open(null, null);
            for (int i = 1; ; i++) {
                log.data(Direction.CLIENT_TO_SERVER, text("n" + i));
                System.out.println(i + " " + outbox.counters().inMemory());
            }
        }
    }

    @Test
    void underBlockNothingThatReturnedIsMissingAfterAKill() throws Exception {
        int returned = recordUntilKilled("block", 3000).returned();
        List<String> got = takeUp();
        assertThat(got).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(returned);
        Set<String> all = new HashSet<>(got);
        for (int i = 1; i <= returned; i++) {
            assertThat(all.contains("n" + i))
                    .as("record %d of %d that returned", i, returned)
                    .isTrue();
        }
        assertThat(sink.sessions).extracting(s -> s.clean()).containsExactly(true, false);
    }

    @Test
    void underGapAKillLosesAtMostTheTailAndTheSessionSaysSo() throws Exception {
        Killed killed = recordUntilKilled("gap", 30_000);
        List<String> got = takeUp();
        assertThat(got).hasSizeGreaterThanOrEqualTo(killed.returned() - killed.inMemory());
        for (int i = 0; i < got.size(); i++) {
            assertThat(got.get(i)).isEqualTo("n" + (i + 1));
        }
        assertThat(sink.sessions).extracting(s -> s.clean()).containsExactly(true, false);
    }

    /** How many records had returned by the child's last word, and how many of them weren't on disk then. */
    private record Killed(int returned, int inMemory) {
        static Killed parse(String line) {
            String[] numbers = line.split(" ");
            return new Killed(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }
    }

    /** Kills the child once that many records have returned and most of them are on disk. */
    private Killed recordUntilKilled(String policy, int enough) throws Exception {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Child.class.getName(),
                        folder.toString(),
                        policy)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
            Killed last = new Killed(0, 0);
            boolean killed = false;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = Killed.parse(line);
                if (!killed && last.returned() >= enough && last.inMemory() < last.returned() / 2) {
                    child.toHandle().destroyForcibly(); // unlike the process itself it leaves the output readable
                    killed = true;
                }
            }
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(killed).isTrue();
            return last;
        } finally {
            child.destroyForcibly();
        }
    }

    private List<String> takeUp() throws Exception {
        try (Outbox outbox = sink.connect(new Outbox(folder, 1 << 30, "0.1.0"))) {
            assertThat(outbox.flush(LIMIT)).isTrue();
        }
        return sink.messages(Kind.DATA).stream()
                .map(m -> new String(m.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "mounts a tmpfs")
    void aFullDiskIsToldAndRecordingGoesOnWhenThereIsRoom() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", small.toString());
        try {
            Path spool = Files.createDirectory(small.resolve("spool"));
            Path filler = Files.write(small.resolve("filler"), new byte[3 << 20]);
            try (Outbox outbox = new Outbox(spool, 1 << 30, "0.1.0")) {
                AtomicInteger blocked = new AtomicInteger();
                Thread block = new Thread(() -> {
                    ConversationLog log = recorder(outbox, "block");
                    for (int i = 0; i < 20; i++) {
                        log.data(Direction.CLIENT_TO_SERVER, ByteBuffer.allocate(200_000));
                        blocked.incrementAndGet();
                    }
                });
                block.start();
                ConversationLog gap = recorder(outbox, "gap");
                await().atMost(LIMIT).until(() -> {
                    gap.data(Direction.CLIENT_TO_SERVER, ByteBuffer.allocate(100_000));
                    return !outbox.counters().dropped().isEmpty();
                });
                assertThat(outbox.counters().spoolError()).contains("No space left on device");
                assertThat(blocked.get()).isLessThan(20);
                Files.delete(filler);
                sink.connect(outbox);
                block.join(LIMIT.toMillis());
                assertThat(blocked).hasValue(20);
                assertThat(outbox.flush(LIMIT)).isTrue();
                await().atMost(LIMIT).until(() -> outbox.counters().spoolError().isEmpty());
                assertThat(sink.messages(Kind.GAP)).isNotEmpty();
                assertThat(sink.messages(Kind.DATA).stream().filter(m -> m.payload().length == 200_000))
                        .hasSize(20);
            }
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static ConversationLog recorder(Outbox outbox, String policy) {
        try {
            return outbox.recorder(TapSpec.parse("tcp:127.0.0.1:0=127.0.0.1:1?policy=" + policy))
                    .open(policy, null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
