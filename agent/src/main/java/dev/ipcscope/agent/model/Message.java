package dev.ipcscope.agent.model;

/**
 * One captured unit as the store knows it and as filters see it.
 *
 * @param id ascending over the store, dense in a capture
 * @param capture the name of the capture it belongs to
 * @param agent the name of the agent that captured it
 * @param agentSeq its number in the agent's spool
 * @param time Unix time in ns
 * @param mono the agent's monotonic clock in ns
 * @param conversation the conversation it belongs to, with the server's number
 * @param direction which way it went
 * @param kind what it is
 * @param length how many bytes the program sent; more than {@code payload.length} when not all were kept
 * @param payload the bytes that were kept: what the program sent and nothing else; not to be changed
 * @param details what else is known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a wrapper would cost an object a row
public record Message(
        long id,
        String capture,
        String agent,
        long agentSeq,
        long time,
        long mono,
        Conversation conversation,
        Direction direction,
        Kind kind,
        long length,
        byte[] payload,
        Details details) {}
