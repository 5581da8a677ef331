package dev.ipcscope.agent.tap;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records one conversation. Safe for any number of threads; messages are kept in the order of the calls.
 *
 * <p>Buffers are copied before a method returns; their position and limit stay as they were.
 */
public interface ConversationLog {

    /** Unique in the agent's spool. */
    long number();

    /** A monotonic time stamp in ns for {@link #data}: take it when the bytes were read. */
    static long now() {
        return System.nanoTime();
    }

    /** Bytes that a program sent: all of {@code bytes} from position to limit. */
    default void data(Direction direction, ByteBuffer bytes) {
        record(Kind.DATA, direction, now(), bytes.remaining(), bytes, Details.NONE);
    }

    /**
     * Any message.
     *
     * @param mono {@link #now()} at the moment that it happened
     * @param length how many bytes the program sent; {@code bytes} may hold fewer (the tap's {@code keep} cuts further)
     * @param bytes the payload, or null for none
     */
    void record(Kind kind, Direction direction, long mono, long length, @Nullable ByteBuffer bytes, Details details);

    /** Something failed; the text names the object and says it in words. */
    default void error(Direction direction, int code, String text) {
        error(direction, code, text, Map.of());
    }

    /** The same with what else is known of it. */
    default void error(Direction direction, int code, String text, Map<String, Object> attributes) {
        Details details = new Details(new Details.Failure(code, text), null, List.of(), attributes);
        record(Kind.ERROR, direction, now(), 0, null, details);
    }

    /** Something was seen to be lost on the way to us; count null when unknown. */
    default void gap(@Nullable Long count, String reason) {
        record(Kind.GAP, Direction.NONE, now(), 0, null, Details.gap(count, reason));
    }

    /** The processes became known, or known better. Null leaves that side as it is. */
    void processes(@Nullable ProcessInfo client, @Nullable ProcessInfo server);

    /**
     * Counts of lost messages that nobody has recorded yet, given out once: after a loss a snapshotter sends a key
     * frame. True when something of this conversation was dropped since the last call.
     */
    boolean lostSinceLastAsked();

    /** Ends the conversation: records {@code close} with these details. Further calls do nothing. */
    void close(Details details);
}
