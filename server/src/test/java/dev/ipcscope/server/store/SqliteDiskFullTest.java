package dev.ipcscope.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: an error in words, nothing half stored, and on it goes when there is room. Needs root for its disk. */
@Tag("programs")
final class SqliteDiskFullTest {
    @TempDir
    Path folder;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", folder.toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void recoversWhenThereIsRoom() throws Exception {
        Traffic traffic = new Traffic("box");
        Path ballast = folder.resolve("ballast");
        try (MessageStore store = SqliteMessageStore.open(folder.resolve("store"), StoreLimits.DEFAULT)) {
            traffic.talk(1, "tcp").data(1, Direction.CLIENT_TO_SERVER, "first").into(store);
            Files.write(ballast, new byte[8 << 20]);
            long stored = 1;
            List<WireItem> refused = null;
            String words = "";
            while (refused == null) {
                for (int i = 0; i < 500; i++) {
                    traffic.data(1, Direction.CLIENT_TO_SERVER, new byte[i % 100 == 0 ? 30_000 : 500]);
                }
                List<WireItem> batch = traffic.take();
                try {
                    stored = store.append(traffic.spool, "box", batch).get(120, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(IOException.class);
                    words = String.valueOf(
                            e.getCause() == null ? e : e.getCause().getMessage());
                    refused = batch;
                }
            }
            assertThat(words).matches("(?s).*(full|space).*");
            assertThat(store.status().error()).isNotEmpty();
            assertThat(store.lastSeq(traffic.spool)).isEqualTo(stored);
            assertThat(store.count(Query.all(Filter.ALL), c -> true).messages()).isEqualTo(stored);

            Files.delete(ballast);
            List<WireItem> again = refused;
            Awaitility.await().ignoreExceptions().until(() -> {
                store.append(traffic.spool, "box", again).get(120, TimeUnit.SECONDS);
                return true;
            });
            assertThat(store.status().error()).isEmpty();
            List<Long> seqs = new ArrayList<>();
            store.stream(Query.all(Filter.ALL), m -> seqs.add(m.agentSeq()));
            assertThat(seqs).hasSize((int) traffic.seq()).isSorted().doesNotHaveDuplicates();
        }
    }
}
