package dev.ipcscope.agent.tap;

import dev.ipcscope.agent.model.ProcessInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a tap records what it sees. One a tap, any number of threads.
 *
 * <p>Under {@code policy=gap} no method ever waits for a disk or a server: what can't be taken is dropped and counted,
 * and a gap is recorded in its conversation as soon as there is room. Under {@code policy=block} the methods of
 * {@link ConversationLog} return when the record is in the kernel's spool file.
 */
public interface Recorder {

    /** True under {@code policy=block}: a relay then records before it forwards. */
    boolean recordsFirst();

    /**
     * Begins a conversation and records its {@code open}.
     *
     * @param clientAddress where the client came from in the mechanism's own notation, or null
     * @param serverAddress where the server is reached, or null
     */
    default ConversationLog open(@Nullable String clientAddress, @Nullable String serverAddress) {
        return open(clientAddress, serverAddress, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, Map.of());
    }

    /** As {@link #open(String, String)} when the processes are known from the start, with attributes of the open. */
    ConversationLog open(
            @Nullable String clientAddress,
            @Nullable String serverAddress,
            ProcessInfo client,
            ProcessInfo server,
            Map<String, Object> attributes);
}
