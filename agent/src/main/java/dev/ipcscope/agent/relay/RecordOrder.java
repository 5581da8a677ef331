package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records of one conversation in the order in which its chunks set out, although they are forwarded first and
 * recorded second, by a thread a direction. The answer to a question may have come and gone before the thread that
 * forwarded the question gets to record it, or even returns from its write.
 *
 * <p>A lane announces its chunk before it writes it. Whoever records first also records what the other direction
 * announced earlier, whether or not that is written yet; so a write that waits is never waited for, and nothing is done
 * before a chunk is forwarded but noting where it is.
 *
 * <p>One thread at a time in each direction. Not for {@code policy=block}: there an answer can't come before its question
 * is recorded.
 */
final class RecordOrder {

    private final ConversationLog log;
    private final AtomicLong tickets = new AtomicLong();
    private final Announced toServer = new Announced();
    private final Announced toClient = new Announced();

    RecordOrder(ConversationLog log) {
        this.log = log;
    }

    /** A chunk of one direction that was read and isn't recorded. */
    private static final class Announced {
        private @Nullable Chunk chunk;
        private @Nullable ByteBuffer payload;

        /** 0 when there is none; written last and read first, so that the other fields are seen. */
        private volatile long ticket;
    }

    /** The chunk is about to be written. Until {@link #record} has returned its bytes and attachment stay as they are. */
    void announce(Direction direction, Chunk chunk) {
        Announced own = direction == Direction.SERVER_TO_CLIENT ? toClient : toServer;
        own.chunk = chunk;
        own.payload = chunk.bytes().duplicate(); // writing moves the chunk's own position
        own.ticket = tickets.incrementAndGet();
    }

    /** Returns when the chunk announced last in this direction is recorded, and before it what was announced earlier. */
    void record(Direction direction) {
        Announced own = direction == Direction.SERVER_TO_CLIENT ? toClient : toServer;
        Announced other = own == toServer ? toClient : toServer;
        synchronized (this) {
            try {
                long earlier = other.ticket;
                if (earlier != 0 && earlier < own.ticket) {
                    write(other, direction.reversed());
                }
            } finally { // in any case: the caller uses the chunk's buffer again
                if (own.ticket != 0) {
                    write(own, direction);
                }
            }
        }
    }

    private void write(Announced announced, Direction direction) {
        Chunk chunk = announced.chunk;
        ByteBuffer payload = announced.payload;
        announced.chunk = null;
        announced.payload = null;
        announced.ticket = 0; // also when recording fails: it isn't tried twice
        if (chunk != null && payload != null) {
            log.record(Kind.DATA, direction, chunk.mono(), payload.remaining(), payload, chunk.details());
        }
    }
}
