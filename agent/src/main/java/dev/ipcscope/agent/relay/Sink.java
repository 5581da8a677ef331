package dev.ipcscope.agent.relay;

import java.io.IOException;

/** Where bytes go. One thread writes. */
public interface Sink {

    /**
     * Writes all of {@link Chunk#bytes()}, waiting as long as the other end takes (back-pressure), with what is attached.
     * The buffer's position may move; a sink of messages writes one message, also an empty one.
     *
     * @throws IOException when the other end doesn't take it any more
     */
    void write(Chunk chunk) throws IOException;

    /** Ends this direction in an orderly way: the other end reads all that was written and then the end. */
    void finish() throws IOException;
}
