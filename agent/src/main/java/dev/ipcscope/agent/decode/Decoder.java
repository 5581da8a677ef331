package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.model.Conversation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows one protocol. Found by {@link java.util.ServiceLoader} ({@code @AutoService(Decoder.class)}), so that a jar on
 * the class path can bring more. Safe for any number of threads; its sessions are not.
 */
public interface Decoder {

    /** Lower case, stable: {@code netbios-datagram}. */
    String id();

    /** What a person reads: {@code NetBIOS datagram}. */
    String title();

    /**
     * Whether a payload is read in the light of those before it. Then a session is fed from the beginning of its
     * conversation, where that is possible; otherwise it may get single payloads of it.
     */
    boolean remembers();

    /** Begins to read a conversation; null when its protocol can't be in there, judged without any bytes. */
    @Nullable
    Session begin(Conversation conversation);

    /**
     * Reads one conversation. It holds at most {@link #STATE_LIMIT} bytes, however long the conversation is, and begins
     * well also in the middle of one, since its start may have been lost.
     */
    interface Session {

        /** Bytes that a session may hold. */
        int STATE_LIMIT = 1 << 20;

        /** What the conversation's open message says besides; before the first payload, and only when that was stored. */
        default void opened(Map<String, Object> attributes) {}

        /**
         * What the agent found out about the next payload when it recorded it, in the light of all that came before: stands
         * in for what the session has not seen. Before that payload; may say nothing.
         */
        default void told(Map<String, Object> attributes) {}

        /** Whether it has seen that the conversation isn't of this protocol; it then gets no more of it. */
        default boolean isOver() {
            return false;
        }

        /**
         * Reads the next payload; both directions come in the order in which they were seen.
         *
         * @return what it means, also when it is cut or partly wrong; null when it isn't of this protocol
         */
        @Nullable
        Decoded decode(Payload payload);
    }
}
