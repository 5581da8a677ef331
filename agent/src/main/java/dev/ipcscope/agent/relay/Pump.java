package dev.ipcscope.agent.relay;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads from a source and sends what came down a lane until the source ends or one of both fails. */
public final class Pump {

    private final Source source;
    private final Lane lane;
    private final Buffers buffers;

    /** A pump; nothing is read before {@link #run()}. */
    public Pump(Source source, Lane lane, Buffers buffers) {
        this.source = source;
        this.lane = lane;
        this.buffers = buffers;
    }

    /** Runs in the calling thread. The sink isn't finished: that is the caller's decision. */
    public End run() {
        try (Chunk chunk = new Chunk(buffers)) {
            while (true) {
                int read;
                try {
                    read = read(chunk);
                } catch (IOException e) {
                    return new End(Cause.READ_FAILED, e);
                }
                if (read < 0) {
                    return new End(Cause.END_OF_STREAM, null);
                }
                chunk.filledNow();
                try {
                    lane.pass(chunk);
                } catch (IOException e) {
                    return new End(Cause.WRITE_FAILED, e);
                }
                chunk.recycle();
            }
        }
    }

    private int read(Chunk chunk) throws IOException {
        if (chunk.isLarge() && buffers.scarce() && source.available() == 0) {
            chunk.releaseLarge();
        }
        return source.read(chunk);
    }

    /** What ended a pump. */
    public enum Cause {
        /** The source came to its end. */
        END_OF_STREAM,
        /** The source failed: its other end broke off. */
        READ_FAILED,
        /** The sink failed: its other end takes nothing more. */
        WRITE_FAILED
    }

    /**
     * How a pump ended.
     *
     * @param failure null exactly when the stream came to its end
     */
    public record End(Cause cause, @Nullable IOException failure) {}
}
