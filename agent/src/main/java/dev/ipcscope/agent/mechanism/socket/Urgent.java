package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.relay.Attachment;
import java.util.Map;

/** Marks a chunk whose last byte was sent as an urgent one (MSG_OOB). */
enum Urgent implements Attachment {
    BYTE;

    private static final Details DETAILS = Details.of(Map.of("urgent", true));

    @Override
    public Details details() {
        return DETAILS;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
