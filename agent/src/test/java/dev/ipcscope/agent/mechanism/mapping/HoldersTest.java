package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Foreign processes that map a file. */
class HoldersTest {

    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final RecordedWatch recorded = new RecordedWatch();

    @Test
    void whoHasEndedIsNotNamedAnyLonger() throws Exception {
        Path file = Files.write(folder.resolve("telemetry"), new byte[10]);
        Subject subject = new FileSubject(NamedFile.of(NamedFile.absolute(file.toString())));
        ConversationLog log = recorded.open(null, file.toString(), ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, Map.of());
        Process first = writer(file);
        Process second = writer(file);
        try (Holders holders = Holders.watch(subject, log, NEVER, NEVER)) {
            awaitHolders(first.pid(), second.pid());
            first.destroyForcibly().waitFor();
            awaitHolders(second.pid());
            await().untilAsserted(() -> assertThat(recorded.server().pid()).isEqualTo(second.pid()));

            Process third = writer(file);
            try {
                holders.lookSoon();
                awaitHolders(second.pid(), third.pid());
            } finally {
                third.destroyForcibly().waitFor();
            }
            awaitHolders(second.pid());
            second.destroyForcibly().waitFor();
            awaitHolders();
            assertThat(recorded.server().pid()).isEqualTo(second.pid());
        } finally {
            first.destroyForcibly().waitFor();
            second.destroyForcibly().waitFor();
        }
    }

    private void awaitHolders(Long... pids) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<RecordedWatch.Entry> events = recorded.of(Kind.EVENT);
            assertThat(events).isNotEmpty();
            assertThat(events.get(events.size() - 1).details().attributes().get("holders"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Map.class))
                    .extracting(holder -> (Object) holder.get("pid"))
                    .containsExactlyInAnyOrder((Object[]) pids);
        });
    }

    private Process writer(Path file) throws IOException {
        return ForeignWriter.start(folder, file, """
                import java.nio.channels.FileChannel;
                import java.nio.file.*;
                public class Writer {
                    public static void main(String[] a) throws Exception {
                        FileChannel c = FileChannel.open(Path.of(a[0]), StandardOpenOption.READ, StandardOpenOption.WRITE);
                        java.nio.MappedByteBuffer m = c.map(FileChannel.MapMode.READ_WRITE, 0, 10);
                        System.out.print("ready");
                        System.out.flush();
                        Thread.sleep(60_000);
                        m.put(0, (byte) 2);
                    }
                }
                """);
    }
}
