package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.WireItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What an agent would send, made by hand: one spool, items in its order. */
final class Traffic {
    /** Unix ns of the first time base, 2026-01-02T03:04:05Z. */
    static final long BASE = 1_767_323_045_000_000_000L;

    final UUID spool = UUID.randomUUID();
    final String agent;
    private final List<WireItem> items = new ArrayList<>();
    private long seq;
    private long mono;

    Traffic(String agent) {
        this.agent = agent;
        items.add(new WireItem.TimeBase(BASE));
    }

    static Conversation conversation(long number, String mechanism, String endpoint, Policy policy) {
        ProcessInfo client = new ProcessInfo(100 + number, null, "client" + number, "/bin/client", "client -x", "ann");
        ProcessInfo server = new ProcessInfo(200L, 201L, "server", "/bin/server", "server --all", "bob");
        String tap = mechanism + ":front=" + endpoint;
        return new Conversation(number, mechanism, endpoint, tap, policy, BASE, client, server, "here", "there");
    }

    Traffic talk(long number, String mechanism) {
        return talk(conversation(number, mechanism, "endpoint" + number, Policy.GAP));
    }

    Traffic talk(Conversation conversation) {
        items.add(new WireItem.Talk(conversation));
        return this;
    }

    Traffic data(long conversation, Direction direction, String text) {
        return data(conversation, direction, text.getBytes(StandardCharsets.UTF_8));
    }

    Traffic data(long conversation, Direction direction, byte[] payload) {
        return item(conversation, Kind.DATA, direction, payload.length, payload, Details.NONE);
    }

    Traffic item(long conversation, Kind kind, Direction direction, long length, byte[] payload, Details details) {
        byte[] extra = details.isEmpty() ? null : StoredDetails.write(details);
        mono += 1_000_000;
        items.add(
                new WireItem.Item(++seq, mono, conversation, kind, direction, length, ByteBuffer.wrap(payload), extra));
        return this;
    }

    Traffic close(long conversation) {
        return item(conversation, Kind.CLOSE, Direction.NONE, 0, new byte[0], Details.NONE);
    }

    /** A part of the message that comes next. */
    Traffic part(long offset, byte[] bytes) {
        items.add(new WireItem.Part(seq + 1, offset, ByteBuffer.wrap(bytes)));
        return this;
    }

    Traffic session(boolean clean) {
        items.add(new WireItem.Session(++seq, clean, "0.1.0"));
        return this;
    }

    Traffic skipSeq(int count) {
        seq += count;
        return this;
    }

    Traffic at(long monoNanos) {
        mono = monoNanos;
        return this;
    }

    long seq() {
        return seq;
    }

    /** Everything since the last call, as a batch. */
    List<WireItem> take() {
        List<WireItem> batch = List.copyOf(items);
        items.clear();
        items.add(new WireItem.TimeBase(BASE));
        return batch;
    }

    /** Sends everything since the last call and waits until it is committed. */
    long into(MessageStore store) throws Exception {
        return store.append(spool, agent, take()).get(120, TimeUnit.SECONDS);
    }
}
