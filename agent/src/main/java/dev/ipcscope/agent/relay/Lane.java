package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One direction of one conversation: gate, write, record. Under {@code policy=block} a chunk is recorded before it is
 * written, else after, so that capture never delays it; {@link RecordOrder} keeps the records in order even so. One
 * thread at a time.
 */
public final class Lane {

    private final Direction direction;
    private final Sink sink;
    private final Flow flow;
    private volatile long bytes;
    private volatile boolean writing;

    /** A lane that ends at a sink. */
    public Lane(Direction direction, Sink sink, Flow flow) {
        this.direction = direction;
        this.sink = sink;
        this.flow = flow;
    }

    /** Lets a filled chunk through; it can be recycled when this returns. Throws what the sink throws. */
    public void pass(Chunk chunk) throws IOException {
        Gate gate = flow.gates().gate();
        if (gate != null && !gate.pass(direction, chunk, sink)) {
            return;
        }
        ByteBuffer payload = chunk.bytes();
        int length = payload.remaining();
        if (flow.recordsFirst()) {
            flow.log().record(Kind.DATA, direction, chunk.mono(), length, payload, chunk.details());
            write(chunk);
        } else {
            flow.order().announce(direction, chunk);
            try {
                write(chunk);
            } finally { // the program sent it, wherever it ended
                flow.order().record(direction);
            }
        }
        countBytes(length);
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
}
