package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads each conversation while it is recorded, so that every message carries its names wherever it is shown alone: what a
 * call's interface is was said when the connection began. The names of an IDL file go with the open.
 */
record ReadingRecorder(Recorder inner, Map<String, Object> names) implements Recorder {

    @Override
    public boolean recordsFirst() {
        return inner.recordsFirst();
    }

    @Override
    public ConversationLog open(
            @Nullable String clientAddress,
            @Nullable String serverAddress,
            ProcessInfo client,
            ProcessInfo server,
            Map<String, Object> attributes) {
        Map<String, Object> both = new HashMap<>(attributes);
        both.putAll(names);
        return new ReadingLog(inner.open(clientAddress, serverAddress, client, server, both), IdlNames.of(names));
    }
}
