package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;

/**
 * What the lanes of one conversation share.
 *
 * @param log where it records
 * @param recordsFirst {@link Recorder#recordsFirst()} of its tap
 * @param gates its tap's
 * @param buffers its process's
 */
public record Flow(ConversationLog log, boolean recordsFirst, GateSlot gates, Buffers buffers, RecordOrder order) {

    /** With the process's shared buffers. */
    public static Flow of(ConversationLog log, Recorder recorder, GateSlot gates) {
        return new Flow(log, recorder.recordsFirst(), gates, Buffers.shared(), new RecordOrder(log));
    }
}
