package dev.ipcscope.agent.uplink;

import dev.ipcscope.agent.model.Details;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The way to a server. Safe for any number of threads. */
public interface Uplink extends AutoCloseable {

    /**
     * Begins a stream of batches of this spool; the one before ends.
     *
     * @throws IOException in words when the server can't be reached or refuses
     */
    Welcome hello(UUID spool, AgentInfo info) throws IOException;

    /**
     * Sends whole frames, as they lie in the spool. The buffer stays the uplink's until the future has completed
     * normally; after a failure nobody uses it again.
     *
     * @param ordinal of the batch in its stream, from 0 on
     * @return completes with the server's last sequence number after the commit; exceptionally when the stream is
     *     broken and has to be begun again
     */
    CompletableFuture<Long> send(Welcome stream, UUID spool, long ordinal, ByteBuffer batch);

    /** How many batches, each of 4 MiB at most, may be on their way at once; the other side may hold all of them. */
    default int batchesAtOnce() {
        return 8;
    }

    /**
     * Tells that the spool goes on with the message {@code next}: those before it that the server lacks won't come. The
     * stream ends; another one is begun with {@link #hello}.
     *
     * @param gap how many they are, or null when nobody knows, and why
     * @throws IOException in words when the server can't be reached, refuses, or can't store it
     */
    void skip(Welcome stream, UUID spool, long next, Details.Gap gap) throws IOException;

    /**
     * Connects the control channel.
     *
     * @param name the agent's name as the server has given it
     * @param incoming takes each text from the server; it must be quick
     * @param closed is called once when the channel has ended
     * @throws IOException in words when the server can't be reached or refuses
     */
    Channel control(UUID spool, String name, Consumer<String> incoming, Runnable closed) throws IOException;

    /** What a server says to a stream's beginning. */
    record Welcome(String stream, String name, long lastSeq, UUID store) {}

    /** A way to the server's control. */
    interface Channel extends AutoCloseable {
        /** Sends a text, in the order of the calls; does nothing when the channel has ended. */
        void send(String text);

        @Override
        void close();
    }

    @Override
    void close();
}
