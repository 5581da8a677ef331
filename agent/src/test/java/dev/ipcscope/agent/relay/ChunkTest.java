package dev.ipcscope.agent.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChunkTest {

    @Test
    void growsWhenReadsFillItAndShrinksWhenTheyDoNot() {
        Chunk chunk = new Chunk(new Buffers(4));
        assertThat(chunk.space().capacity()).isEqualTo(Buffers.SMALL);
        read(chunk, Buffers.SMALL - 1);
        assertThat(chunk.space().capacity()).isEqualTo(Buffers.SMALL);
        read(chunk, Buffers.SMALL);
        assertThat(chunk.space().capacity()).isEqualTo(Buffers.LARGE);
        for (int i = 0; i < 15; i++) {
            read(chunk, 64);
        }
        assertThat(chunk.space().capacity()).isEqualTo(Buffers.LARGE);
        read(chunk, 64);
        assertThat(chunk.space().capacity()).isEqualTo(Buffers.SMALL);
    }

    @Test
    void largeBuffersAreBoundedAndGoRound() {
        Buffers buffers = new Buffers(2);
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Chunk chunk = new Chunk(buffers);
            read(chunk, Buffers.SMALL);
            chunks.add(chunk);
        }
        assertThat(chunks)
                .extracting(chunk -> chunk.space().capacity())
                .containsExactly(Buffers.LARGE, Buffers.LARGE, Buffers.SMALL);
        chunks.get(0).close();
        read(chunks.get(2), Buffers.SMALL);
        assertThat(chunks.get(2).space().capacity()).isEqualTo(Buffers.LARGE);
    }

    @Test
    void whoWaitsGivesItsLargeBufferBackWhenTheyAreScarce() {
        Buffers buffers = new Buffers(1);
        Chunk bulk = new Chunk(buffers);
        read(bulk, Buffers.SMALL);
        assertThat(buffers.scarce()).isTrue();
        bulk.releaseLarge();
        assertThat(buffers.scarce()).isFalse();
        assertThat(bulk.space().capacity()).isEqualTo(Buffers.SMALL);
    }

    @Test
    void aMessageLargerThanTheBufferKeepsWhatWasReadBefore() {
        try (Chunk chunk = new Chunk(new Buffers(1))) {
            chunk.space().put("begin ".getBytes(StandardCharsets.UTF_8));
            chunk.space(1 << 20).put("end".getBytes(StandardCharsets.UTF_8));
            chunk.filled(1);
            assertThat(StandardCharsets.UTF_8.decode(chunk.bytes()).toString()).isEqualTo("begin end");
        }
    }

    @Test
    void whatIsAttachedIsFreedOnce() {
        AtomicInteger closed = new AtomicInteger();
        Chunk chunk = new Chunk(new Buffers(1));
        chunk.attach(new Attachment() {
            @Override
            public Details details() {
                return Details.gap(3L, "three");
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        assertThat(chunk.details()).isEqualTo(Details.gap(3L, "three"));
        chunk.recycle();
        assertThat(chunk.details()).isEqualTo(Details.NONE);
        chunk.close();
        assertThat(closed).hasValue(1);
    }

    private static void read(Chunk chunk, int bytes) {
        chunk.space().position(bytes);
        chunk.filled(1);
        chunk.recycle();
    }
}
