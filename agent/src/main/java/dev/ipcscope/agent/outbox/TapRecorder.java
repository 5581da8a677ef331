package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.TapSpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The recorder of one tap. Safe for any number of threads. */
public final class TapRecorder implements Recorder {

    private final Outbox outbox;
    private final TapSpec spec;
    private final Policy policy;
    private final long keep;
    private final Set<OutboxLog> open = ConcurrentHashMap.newKeySet();
    private volatile String endpoint;
    private volatile String tap;

    TapRecorder(Outbox outbox, TapSpec spec) {
        this.outbox = outbox;
        this.spec = spec;
        this.policy = spec.policy();
        this.keep = spec.keep();
        this.endpoint = spec.listen();
        this.tap = spec.toString();
    }

    /** The tap runs under this endpoint (with its real port); conversations that have begun are told as well. */
    public void running(String realEndpoint, TapSpec realSpec) {
        endpoint = realEndpoint;
        tap = realSpec.toString();
        for (OutboxLog log : open) {
            outbox.change(log, c -> at(c, realEndpoint, tap));
        }
    }

    private static Conversation at(Conversation c, String endpoint, String tap) {
        return new Conversation(
                c.number(),
                c.mechanism(),
                endpoint,
                tap,
                c.policy(),
                c.opened(),
                c.client(),
                c.server(),
                c.clientAddress(),
                c.serverAddress());
    }

    long keep() {
        return keep;
    }

    @Override
    public boolean recordsFirst() {
        return policy == Policy.BLOCK;
    }

    @Override
    public ConversationLog open(
            @Nullable String clientAddress,
            @Nullable String serverAddress,
            ProcessInfo client,
            ProcessInfo server,
            Map<String, Object> attributes) {
        long mono = ConversationLog.now();
        OutboxLog log = outbox.begin((number, opened) -> new OutboxLog(
                outbox,
                this,
                new Conversation(
                        number,
                        spec.mechanism(),
                        endpoint,
                        tap,
                        policy,
                        opened,
                        client,
                        server,
                        clientAddress,
                        serverAddress)));
        open.add(log);
        log.record(Kind.OPEN, Direction.NONE, mono, 0, null, Details.of(attributes));
        return log;
    }

    void ended(OutboxLog log) {
        open.remove(log);
    }
}
