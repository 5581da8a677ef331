package dev.ipcscope.agent.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {

    private final RecordedMessages recorded = new RecordedMessages();
    private final GateSlot gates = new GateSlot();
    private final List<String> written = new ArrayList<>();

    @Test
    void aGateChangesDropsAndInjects() throws Exception {
        Lane lane = lane(new Written());
        send(lane, "one");
        gates.set((direction, chunk, sink) -> {
            String text = UTF_8.decode(chunk.bytes().duplicate()).toString();
            if (text.equals("change")) {
                chunk.replace(ByteBuffer.wrap("changed".getBytes(UTF_8)));
            }
            return !text.equals("drop");
        });
        send(lane, "change");
        send(lane, "drop");
        gates.set(null);
        send(lane, "drop");

        assertThat(written).containsExactly("one", "changed", "drop");
        assertThat(recorded.entries(Kind.DATA))
                .extracting(entry -> new String(entry.bytes(), UTF_8))
                .containsExactly("one", "changed", "drop");
        assertThat(lane.bytes()).isEqualTo(3 + 7 + 4);
    }

    @Test
    void whatCouldNotBeWrittenIsStillRecorded() {
        Lane lane = lane(new Written() {
            @Override
            public void write(Chunk chunk) throws IOException {
                chunk.bytes().get();
                throw new IOException("Broken pipe");
            }
        });
        assertThatThrownBy(() -> send(lane, "lost")).isInstanceOf(IOException.class);
        assertThat(recorded.entries(Kind.DATA))
                .singleElement()
                .satisfies(entry -> assertThat(entry.bytes()).asString(UTF_8).isEqualTo("lost"));
    }

    private Lane lane(Sink sink) {
        return new Lane(Direction.CLIENT_TO_SERVER, sink, Flow.of(recorded.open(null, null), recorded, gates));
    }

    private static void send(Lane lane, String text) throws IOException {
        try (Chunk chunk = new Chunk(new Buffers(1))) {
            chunk.space().put(text.getBytes(UTF_8));
            chunk.filled(1);
            lane.pass(chunk);
        }
    }

    private class Written implements Sink {
        @Override
        public void write(Chunk chunk) throws IOException {
            written.add(UTF_8.decode(chunk.bytes()).toString());
        }

        @Override
        public void finish() {}
    }
}
