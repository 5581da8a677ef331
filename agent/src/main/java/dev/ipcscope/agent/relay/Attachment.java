package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.model.Details;

/** What travels with a chunk besides its bytes, for example file descriptors passed over a Unix socket. */
public interface Attachment extends AutoCloseable {

    /** What is recorded with the message. */
    Details details();

    /** Frees what is held; called once the chunk was written or dropped. */
    @Override
    void close();
}
