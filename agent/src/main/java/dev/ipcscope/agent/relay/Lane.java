package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One direction of one conversation: gate, write, record. Under {@code policy=block} a chunk is recorded before it is
 * written, else after, so that capture never delays it. One thread at a time.
 */
public final class Lane {

    private final Direction direction;
    private final Sink sink;
    private final ConversationLog log;
    private final boolean recordsFirst;
    private final GateSlot gates;
    private volatile long bytes;
    private volatile boolean writing;

    /**
     * A lane that ends at a sink.
     *
     * @param recordsFirst {@link dev.ipcscope.agent.tap.Recorder#recordsFirst()} of the tap
     * @param gates the tap's
     */
    public Lane(Direction direction, Sink sink, ConversationLog log, boolean recordsFirst, GateSlot gates) {
        this.direction = direction;
        this.sink = sink;
        this.log = log;
        this.recordsFirst = recordsFirst;
        this.gates = gates;
    }

    /** Lets a filled chunk through; it can be recycled when this returns. Throws what the sink throws. */
    public void pass(Chunk chunk) throws IOException {
        Gate gate = gates.gate();
        if (gate != null && !gate.pass(direction, chunk, sink)) {
            return;
        }
        ByteBuffer payload = chunk.bytes();
        int start = payload.position();
        int end = payload.limit();
        if (recordsFirst) {
            record(chunk, payload);
            write(chunk);
        } else {
            try {
                write(chunk);
            } finally { // the program sent it, wherever it ended
                payload.limit(end).position(start);
                record(chunk, payload);
            }
        }
        countBytes(end - start);
    }

    /** The direction it serves. */
    public Direction direction() {
        return direction;
    }

    /** Bytes that went through so far. From any thread. */
    public long bytes() {
        return bytes;
    }

    /** True while the sink is being written to, also when that waits, and for ever after a write that failed. */
    boolean isWriting() {
        return writing;
    }

    private void write(Chunk chunk) throws IOException {
        writing = true;
        sink.write(chunk);
        writing = false;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    private void countBytes(int more) {
        bytes += more;
    }

    private void record(Chunk chunk, ByteBuffer payload) {
        log.record(Kind.DATA, direction, chunk.mono(), payload.remaining(), payload, chunk.details());
    }
}
