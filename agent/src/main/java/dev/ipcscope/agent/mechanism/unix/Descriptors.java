package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.relay.Attachment;
import java.util.Map;

/** Open files on their way from one process to another; ours are closed when they were passed on. */
record Descriptors(int[] numbers, boolean someLost) implements Attachment {

    /** Until sending is tried again, while as many are on their way as may be. */
    static final long REST_NANOS = 1_000_000;

    @Override
    public Details details() {
        return Details.of(
                someLost
                        ? Map.of("descriptors", numbers.length, "descriptorsLost", true)
                        : Map.of("descriptors", numbers.length));
    }

    @Override
    public void close() {
        UnixMessages.close(numbers);
    }
}
