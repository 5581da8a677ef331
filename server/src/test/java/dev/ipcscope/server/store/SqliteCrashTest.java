package dev.ipcscope.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.wire.WireItem;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed under load: what it acknowledged is there, and nothing is there twice. */
final class SqliteCrashTest {
    private static final UUID SPOOL = new UUID(1, 2);
    private static final int BATCH = 200;

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasAcknowledgedThroughKills() throws Exception {
        for (int round = 1; round <= 3; round++) {
            long acknowledged = killAfter(40 * round);
            try (MessageStore store = SqliteMessageStore.open(folder, limits())) {
                long seq = store.lastSeq(SPOOL);
                assertThat(seq).isGreaterThanOrEqualTo(acknowledged);
                List<Long> seqs = new ArrayList<>();
                store.stream(Query.all(Filter.ALL), m -> {
                    assertThat(m.payload()).hasSize(size(m.agentSeq())).containsOnly((byte) m.agentSeq());
                    return seqs.add(m.agentSeq());
                });
                assertThat(seqs).hasSize((int) seq).isSorted().doesNotHaveDuplicates();
                assertThat(store.lastId()).isEqualTo(seq);
            }
        }
    }

    private static StoreLimits limits() {
        return StoreLimits.DEFAULT.withSegmentRows(3_000);
    }

    private static int size(long seq) {
        return seq % 97 == 0 ? PayloadFile.INLINE + 5_000 : 1 + (int) (seq % 50);
    }

    /** Lets a child write and kills it after so many answers; returns the last that it told. */
    private long killAfter(int answers) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < answers; i++) {
                String line = out.readLine();
                assertThat(line).as("the child ended by itself").isNotNull();
                last = Long.parseLong(line);
            }
            // By its handle: the process itself would close the stream under us.
            child.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line.isEmpty() ? last : Math.max(last, Long.parseLong(line));
            }
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        }
        return last;
    }

    /** Writes batches as fast as it can and prints each acknowledged number. */
    static final class Child {
        private Child() {}

        /** Writes until it is killed. */
        public static void main(String[] args) throws Exception {
            try (MessageStore store = SqliteMessageStore.open(Path.of(args[0]), limits())) {
                long seq = store.lastSeq(SPOOL);
                while (true) {
                    List<WireItem> items = new ArrayList<>();
                    items.add(new WireItem.TimeBase(Traffic.BASE));
                    for (int i = 0; i < BATCH; i++) {
                        byte[] payload = new byte[size(++seq)];
                        java.util.Arrays.fill(payload, (byte) seq);
                        items.add(new WireItem.Item(
                                seq,
                                seq,
                                1,
                                Kind.DATA,
                                Direction.CLIENT_TO_SERVER,
                                payload.length,
                                ByteBuffer.wrap(payload),
                                null));
                    }
                    // One call a line, so that a killed child doesn't leave half a number with an end of line.
                    System.out.println(store.append(SPOOL, "child", items).get());
                    System.out.flush();
                }
            }
        }
    }
}
