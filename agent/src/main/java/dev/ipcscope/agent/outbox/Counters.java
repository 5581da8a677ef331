package dev.ipcscope.agent.outbox;

import java.util.Map;

/**
 * What went through each stage of an agent since it started.
 *
 * @param captured messages that taps handed over, those dropped included
 * @param capturedBytes bytes that the programs sent in them
 * @param dropped messages that were lost on the way, by reason
 * @param gaps gap records written
 * @param inMemory messages in buffers, not yet in the spool
 * @param inSpool messages in the spool that the server hasn't acknowledged
 * @param inSpoolBytes bytes of the spool that the server hasn't acknowledged
 * @param spoolLimit bytes at which the spool is full
 * @param sent messages sent, those sent twice counted twice
 * @param acknowledged the sequence number up to which the server has committed everything
 * @param lastSeq the newest sequence number given out
 * @param spoolError why nothing can be written to the spool at the moment, or empty
 * @param uplinkError why nothing reaches the server at the moment, or empty
 */
public record Counters(
        long captured,
        long capturedBytes,
        Map<String, Long> dropped,
        long gaps,
        long inMemory,
        long inSpool,
        long inSpoolBytes,
        long spoolLimit,
        long sent,
        long acknowledged,
        long lastSeq,
        String spoolError,
        String uplinkError) {

    /** Copies the map. */
    public Counters {
        dropped = Map.copyOf(dropped);
    }
}
