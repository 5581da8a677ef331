package dev.ipcscope.agent.mechanism.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.tap.Tap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** redis-server over its Unix socket: the server's own counters are what must have been recorded. */
@Tag("programs")
@Timeout(120)
class UnixRedisIT {
    private static final Pattern INPUT = Pattern.compile("total_net_input_bytes:(\\d+)");

    @TempDir
    Path folder;

    @Test
    void everyByteOfABenchmarkIsRecorded() throws Exception {
        Path real = folder.resolve("redis.sock");
        Path front = folder.resolve("front.sock");
        RecordedMessages recorded = new RecordedMessages();
        try (Programs programs = new Programs(folder)) {
            Process server = programs.start(
                    "redis-server", "--port", "0", "--unixsocket", real.toString(), "--save", "", "--appendonly", "no");
            await().until(() -> Files.exists(real));
            Tap tap = programs.tap(front, real, "", recorded);
            long before = input(programs, real);
            long oneQuestion = input(programs, real) - before; // what asking costs

            String report = programs.run(
                    "redis-benchmark", "-s", front.toString(), "-n", "20000", "-c", "50", "-t", "set,get", "-q");
            assertThat(report).contains("SET:").contains("GET:");
            await().until(() -> tap.conversations() == 0);
            long asked = input(programs, real) - before - 2 * oneQuestion;

            assertThat(bytes(recorded, Direction.CLIENT_TO_SERVER)).isEqualTo(asked);
            assertThat(recorded.entries(Kind.ERROR)).isEmpty();
            assertThat(recorded.conversations().get(0).client().pid()).isNotNull();
            assertThat(recorded.conversations())
                    .filteredOn(log -> log.server().pid() != null)
                    .isNotEmpty()
                    .allSatisfy(log -> {
                        assertThat(log.server().pid()).isEqualTo(server.pid());
                        assertThat(log.server().name()).isEqualTo("redis-server");
                    });
        }
    }

    @Test
    void largeValuesComeBackAsTheyWereSet() throws Exception {
        Path real = folder.resolve("redis.sock");
        Path front = folder.resolve("front.sock");
        RecordedMessages recorded = new RecordedMessages();
        try (Programs programs = new Programs(folder)) {
            programs.start("redis-server", "--port", "0", "--unixsocket", real.toString(), "--save", "");
            await().until(() -> Files.exists(real));
            programs.tap(front, real, "?policy=block", recorded);

            programs.run("sh", "-c", "head -c 5000000 /dev/urandom >in; redis-cli -s " + front + " -x set k <in");
            programs.run("sh", "-c", "redis-cli -s " + front + " get k | head -c 5000000 >out");
            assertThat(programs.run("sh", "-c", "sha256sum <in").trim())
                    .isEqualTo(programs.run("sh", "-c", "sha256sum <out").trim());
            assertThat(bytes(recorded, Direction.SERVER_TO_CLIENT)).isGreaterThan(5_000_000);
        }
    }

    private static long bytes(RecordedMessages recorded, Direction direction) {
        return recorded.entries(Kind.DATA).stream()
                .filter(entry -> entry.direction() == direction)
                .mapToLong(Entry::length)
                .sum();
    }

    private static long input(Programs programs, Path socket) throws Exception {
        Matcher matcher = INPUT.matcher(programs.run("redis-cli", "-s", socket.toString(), "info", "stats"));
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
