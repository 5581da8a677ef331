package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.RefusedException;
import dev.ipcscope.agent.uplink.Uplink;
import dev.ipcscope.agent.wire.FrameReader;
import dev.ipcscope.agent.wire.WireItem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server's end in this process: takes batches as the contract says, keeps everything, can be away. */
final class Sink implements Uplink, Sender.Identity {

    /** A message with its parts put together. */
    record Got(UUID spool, WireItem.Item item, byte[] payload) {}

    final List<Got> messages = new ArrayList<>();
    final List<WireItem.Session> sessions = new ArrayList<>();
    final Map<Long, Conversation> conversations = new HashMap<>();
    final List<Details.Gap> skipped = new ArrayList<>();
    private final Map<UUID, Long> lastSeqs = new HashMap<>();
    private final Map<Long, ByteArrayOutputStream> parts = new HashMap<>();
    private final UUID store = UUID.randomUUID();
    private int failEvery;
    private int batches;
    private boolean away;
    private boolean refuseToSkip;
    private long stream;

    synchronized void refuseToSkip(boolean refuse) {
        refuseToSkip = refuse;
    }

    synchronized void away(boolean gone) {
        away = gone;
        stream++;
    }

    synchronized void failEvery(int n) {
        failEvery = n;
    }

    synchronized List<Got> messages(Kind kind) {
        return messages.stream().filter(m -> m.item().kind() == kind).toList();
    }

    synchronized void forgetAll() {
        messages.clear();
        conversations.clear();
        lastSeqs.clear();
        stream++;
    }

    synchronized void pretendToHave(UUID spool, long seq) {
        lastSeqs.put(spool, seq);
        stream++;
    }

    @Override
    public synchronized Welcome hello(UUID spool, AgentInfo info) throws IOException {
        if (away) {
            throw new IOException("the server is away");
        }
        return new Welcome(Long.toString(++stream), info.name(), lastSeqs.getOrDefault(spool, 0L), store);
    }

    @Override
    public synchronized CompletableFuture<Long> send(Welcome welcome, UUID spool, long ordinal, ByteBuffer batch) {
        if (away || !welcome.stream().equals(Long.toString(stream)) || failEvery > 0 && ++batches % failEvery == 0) {
            stream++;
            return CompletableFuture.failedFuture(new IOException("the stream is broken"));
        }
        try {
            if (FrameReader.read(batch.duplicate()).stream().anyMatch(Sink::isPoison)) {
                stream++;
                return CompletableFuture.failedFuture(new RefusedException("I don't like it", true));
            }
            take(spool, FrameReader.read(batch));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.completedFuture(lastSeqs.getOrDefault(spool, 0L));
    }

    private static boolean isPoison(WireItem item) {
        ByteBuffer bytes = item instanceof WireItem.Item message
                ? message.payload()
                : item instanceof WireItem.Part part ? part.bytes() : ByteBuffer.allocate(0);
        return new String(copy(bytes), StandardCharsets.ISO_8859_1).contains("poison");
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }

    @Override
    public synchronized void skip(Welcome welcome, UUID spool, long next, Details.Gap gap) throws IOException {
        if (refuseToSkip) {
            throw new IOException("not now");
        }
        if (lastSeqs.getOrDefault(spool, -1L) >= next - 1) {
            return; // as the store: it knows that already
        }
        skipped.add(gap);
        lastSeqs.merge(spool, next - 1, Math::max);
        parts.clear();
        stream++;
    }

    private void take(UUID spool, List<WireItem> items) {
        for (WireItem item : items) {
            if (item instanceof WireItem.Talk talk) {
                conversations.put(talk.conversation().number(), talk.conversation());
            } else if (item instanceof WireItem.Part part) {
                ByteArrayOutputStream bytes = parts.computeIfAbsent(part.seq(), s -> new ByteArrayOutputStream());
                if (part.offset() == 0) {
                    bytes.reset();
                }
                bytes.writeBytes(copy(part.bytes()));
            } else if (item instanceof WireItem.Session session && isNew(spool, session.seq())) {
                sessions.add(session);
            } else if (item instanceof WireItem.Item message && isNew(spool, message.seq())) {
                message(spool, message);
            }
        }
    }

    private void message(UUID spool, WireItem.Item message) {
        if (!conversations.containsKey(message.conversation())) {
            throw new IllegalArgumentException("message " + message.seq() + " of an unknown conversation");
        }
        ByteArrayOutputStream bytes = parts.remove(message.seq());
        if (bytes == null) {
            messages.add(new Got(spool, message, copy(message.payload())));
        } else {
            bytes.writeBytes(copy(message.payload()));
            messages.add(new Got(spool, message, bytes.toByteArray()));
        }
    }

    private boolean isNew(UUID spool, long seq) {
        Long last = lastSeqs.get(spool);
        if (last != null && seq <= last) {
            return false;
        }
        if (last != null && seq != last + 1) {
            throw new IllegalArgumentException("message " + seq + " after " + last);
        }
        lastSeqs.put(spool, seq);
        return true;
    }

    private @Nullable Outbox outbox;

    /** Connects an outbox to this end. */
    Outbox connect(Outbox from) {
        outbox = from;
        from.connect(this, this);
        return from;
    }

    @Override
    public AgentInfo info() {
        return new AgentInfo(1, Objects.requireNonNull(outbox).id(), store, "test", "host", "os", "user", 1, "0.1.0");
    }

    @Override
    public Channel control(UUID spool, String name, Consumer<String> incoming, Runnable closed) throws IOException {
        throw new IOException("no control here");
    }

    @Override
    public void welcomed(String name, UUID id) {}

    @Override
    public void close() {}
}
