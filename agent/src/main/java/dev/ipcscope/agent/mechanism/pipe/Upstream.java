package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeEnd;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Where the clients of a tap are connected to. */
interface Upstream {

    /** The real pipe's name. */
    String name();

    /**
     * A connection for a client, waiting while all instances are in use, as long as the client itself waits.
     *
     * @param client our end towards it
     * @param wanted asked now and then; false ends the wait
     */
    PipeEnd connect(PipeEnd client, BooleanSupplier wanted) throws IOException;

    /** A connection that {@link #connect} gave is of no more use; told at least once, as soon as that is known. */
    default void release(PipeEnd server) {}

    /** Our end towards a client is closed; told at least once. */
    default void left(PipeEnd client) {}

    /** Whether the last client got its connection: empty, or why it didn't. */
    default void tell(String trouble) {}

    /** The server's process, 0 when unknown. */
    default long serverPid(PipeEnd server) throws IOException {
        return server.serverPid();
    }
}
