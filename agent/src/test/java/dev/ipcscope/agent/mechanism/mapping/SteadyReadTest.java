package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.layout.SequenceCounter;
import dev.ipcscope.agent.model.Details.Range;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteadyReadTest {

    private final Snapshot snapshot = new Snapshot();
    private final WrittenMemory memory = new WrittenMemory();
    private SequenceCounter counter;

    @BeforeEach
    void begin() throws Exception {
        counter = LayoutFile.parse("seqlock s\n0 u8 s").sequence();
        snapshot.update(memory, memory.length());
    }

    @Test
    void aQuietMemoryIsReadOnce() throws Exception {
        memory.bytes[200] = 1;
        assertThat(SteadyRead.update(snapshot, memory, counter))
                .isEqualTo(new SteadyRead(List.of(new Range(200, 1)), false));
    }

    @Test
    void aLookThatMetAWriterIsRepeatedAndTellsAllThatChanged() throws Exception {
        memory.bytes[300] = 1;
        memory.whenRead.add(() -> {
            memory.bytes[0] = 2;
            memory.bytes[900] = 5;
        });
        SteadyRead read = SteadyRead.update(snapshot, memory, counter);
        assertThat(read.torn()).isFalse();
        assertThat(read.changed()).containsExactly(new Range(0, 1), new Range(300, 1), new Range(900, 1));
    }

    @Test
    void aWriterThatNeverRestsGivesATornSnapshot() throws Exception {
        memory.bytes[0] = 1;
        memory.bytes[300] = 1;
        SteadyRead read = SteadyRead.update(snapshot, memory, counter);
        assertThat(read.torn()).isTrue();
        assertThat(read.changed()).containsExactly(new Range(0, 1), new Range(300, 1));
    }

    @Test
    void aMemoryThatIsTooShortForTheCounterIsNotTorn() throws Exception {
        SequenceCounter beyond = LayoutFile.parse("seqlock s\n2000 u8 s").sequence();
        assertThat(SteadyRead.update(snapshot, memory, beyond).torn()).isFalse();
    }

    /** A memory that a program writes to as soon as it has been read as a whole. */
    private static final class WrittenMemory implements Memory {

        final byte[] bytes = new byte[1000];
        final Queue<Runnable> whenRead = new ArrayDeque<>();

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void read(long at, ByteBuffer into) {
            int length = Math.max(0, Math.min(into.remaining(), bytes.length - (int) at));
            into.put(bytes, (int) Math.min(at, bytes.length), length);
            if (length == bytes.length && !whenRead.isEmpty()) {
                whenRead.remove().run();
            }
        }

        @Override
        public void close() {}
    }
}
