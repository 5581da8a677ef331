package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Message;
import java.util.List;

/**
 * A page of messages in the query's order.
 *
 * @param messages what was found
 * @param complete true: the limit was reached or there is no more; false: the time limit was reached
 * @param scannedTo the id up to which (in the query's order) everything was looked at
 * @param scannedToTime the time of that message, Unix ns; 0 when nothing was looked at
 */
public record Page(List<Message> messages, boolean complete, long scannedTo, long scannedToTime) {
    /** Copies the list. */
    public Page {
        messages = List.copyOf(messages);
    }
}
