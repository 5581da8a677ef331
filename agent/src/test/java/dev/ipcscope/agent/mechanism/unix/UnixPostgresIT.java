package dev.ipcscope.agent.mechanism.unix;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL over its Unix socket, run as its own user when we are root, which it refuses to be. */
@Tag("programs")
@Timeout(180)
class UnixPostgresIT {
    private static final boolean ROOT = System.getProperty("user.name", "").equals("root");

    private Path folder = Path.of("/");
    private Path bin = Path.of("/");

    @BeforeEach
    void prepare() throws Exception {
        folder = Files.createTempDirectory("ipcscope-pg");
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            bin = versions.max(Path::compareTo).orElseThrow().resolve("bin");
        }
        Files.createDirectory(folder.resolve("real"));
        Files.createDirectory(folder.resolve("front"));
        if (ROOT) {
            try (Programs programs = new Programs(folder)) {
                programs.run("chown", "-R", "postgres", folder.toString());
            }
        }
    }

    @AfterEach
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private String[] postgres(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    @Test
    void pgbenchAndACopyGoThroughATap() throws Exception {
        Path real = folder.resolve("real/.s.PGSQL.5432");
        Path front = folder.resolve("front/.s.PGSQL.5432");
        String data = folder.resolve("data").toString();
        RecordedMessages recorded = new RecordedMessages();
        try (Programs programs = new Programs(folder)) {
            programs.run(postgres("initdb", "-D", data, "-A", "trust", "-N", "-U", "postgres"));
            programs.start(postgres(
                    "postgres",
                    "-D",
                    data,
                    "-F",
                    "-c",
                    "listen_addresses=",
                    "-k",
                    folder.resolve("real").toString()));
            await().until(() -> Files.exists(real));
            Tap tap = programs.tap(front, real, "", recorded);
            assertThat(Objects.requireNonNull(FileInfo.of(front.toString())).uid())
                    .isEqualTo(
                            Objects.requireNonNull(FileInfo.of(real.toString())).uid());

            String at = folder.resolve("front").toString();
            await().ignoreExceptions()
                    .until(() -> programs.run(postgres(
                                    "pg_isready", "-h", folder.resolve("real").toString()))
                            .contains("accepting"));
            programs.run(postgres("pgbench", "-h", at, "-U", "postgres", "-i", "-s", "1", "postgres"));
            String report = programs.run(
                    postgres("pgbench", "-h", at, "-U", "postgres", "-c", "8", "-j", "2", "-t", "100", "postgres"));
            assertThat(report)
                    .contains("number of transactions actually processed: 800/800")
                    .contains("number of failed transactions: 0");
            await().until(() -> tap.conversations() == 0);
            assertThat(psql(programs, "real", "select count(*) from pgbench_history")
                            .trim())
                    .isEqualTo("800");

            String copy = "copy (select * from pgbench_accounts order by aid) to stdout";
            assertThat(sha256(psql(programs, "front", copy))).isEqualTo(sha256(psql(programs, "real", copy)));
            assertThat(recorded.totalBytes()).isGreaterThan(5_000_000);
            assertThat(recorded.entries(Kind.ERROR)).isEmpty();
        }
    }

    @Test
    void theServerIsTheProcessThatAnswersNotTheOneThatListens() throws Exception {
        Path real = folder.resolve("real/.s.PGSQL.5432");
        Path front = folder.resolve("front/.s.PGSQL.5432");
        String data = folder.resolve("data").toString();
        RecordedMessages recorded = new RecordedMessages();
        try (Programs programs = new Programs(folder)) {
            programs.run(postgres("initdb", "-D", data, "-A", "trust", "-N", "-U", "postgres"));
            programs.start(postgres(
                    "postgres",
                    "-D",
                    data,
                    "-F",
                    "-c",
                    "listen_addresses=",
                    "-k",
                    folder.resolve("real").toString()));
            await().ignoreExceptions()
                    .until(() -> programs.run(postgres(
                                    "pg_isready", "-h", folder.resolve("real").toString()))
                            .contains("accepting"));
            programs.tap(front, real, "", recorded);
            String backend = psql(programs, "front", "select pg_backend_pid() from pg_sleep(3)")
                    .trim();

            RecordedMessages.Log log = recorded.conversations().get(0);
            assertThat(log.server().pid()).isEqualTo(Long.valueOf(backend));
            assertThat(log.server().name()).isEqualTo("postgres");
            assertThat(log.server().user()).isEqualTo(ROOT ? "postgres" : System.getProperty("user.name"));
            assertThat(log.client().name()).isEqualTo("psql");
            await().atMost(10, SECONDS) // forwarded first, recorded second: psql may have ended in between
                    .untilAsserted(() -> assertThat(
                                    new String(log.stream(Direction.SERVER_TO_CLIENT), StandardCharsets.ISO_8859_1))
                            .contains(backend));
        }
    }

    private String psql(Programs programs, String side, String statement) throws Exception {
        return programs.run(postgres(
                "psql", "-h", folder.resolve(side).toString(), "-U", "postgres", "-Atq", "-c", statement, "postgres"));
    }

    private static String sha256(String text) throws Exception {
        assertThat(text).hasSizeGreaterThan(1_000_000);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }
}
