package dev.ipcscope.server.page;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoders;
import dev.ipcscope.agent.decode.Decoding;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.FilterException;
import dev.ipcscope.agent.filter.FilterParser;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Page;
import dev.ipcscope.server.store.Query;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes single messages when somebody looks at them. Nothing decoded is stored. A decoder that remembers is fed the
 * conversation from its beginning, for at most a second; then the message is read as if it were the first.
 */
final class Meaning {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final int PART = 64;
    private static final int PAYLOAD_LIMIT = 1 << 20;

    private final Decoders decoders;
    private final MessageStore store;

    private final Duration limit;

    Meaning(Decoders decoders, MessageStore store) {
        this(decoders, store, LIMIT);
    }

    /** One that reads what came before a message only so long. */
    Meaning(Decoders decoders, MessageStore store, Duration limit) {
        this.decoders = decoders;
        this.store = store;
        this.limit = limit;
    }

    /** What the message means; null when no decoder knows it. Throws nothing that a decoder throws. */
    @Nullable
    Decoded of(Message message) throws IOException {
        if (message.kind() != Kind.DATA || message.payload().length == 0) {
            return null;
        }
        Decoding decoding = decoders.begin(message.conversation());
        if (!decoding.isPossible()) {
            return null;
        }
        if (!decoding.remembers()) {
            return decode(decoding, message);
        }
        List<Message> opened = opened(message);
        opened.forEach(open -> decoding.opened(open.details().attributes()));
        if (feed(decoding, message)) {
            return decode(decoding, message);
        }
        Decoding anew = decoders.begin(message.conversation());
        opened.forEach(open -> anew.opened(open.details().attributes()));
        Decoded alone = decode(anew, message);
        return alone == null ? null : withProblem(alone);
    }

    /** What the agent knew when it recorded the message helps where what came before can't be read. */
    private static @Nullable Decoded decode(Decoding decoding, Message message) {
        decoding.told(message.details().attributes());
        return decoding.decode(Payload.of(message));
    }

    private List<Message> opened(Message message) throws IOException {
        Filter open = only("open", message.conversation().number());
        return store.page(new Query(open, null, 0, message.id(), true, 1, PAYLOAD_LIMIT, LIMIT))
                .messages();
    }

    private static Decoded withProblem(Decoded alone) {
        String problem = "read without what came before, which is too much to read now";
        return new Decoded(
                alone.decoder(),
                alone.summary(),
                alone.nodes(),
                alone.problem().isEmpty() ? problem : alone.problem() + "; " + problem);
    }

    /** Feeds what came before the message; false when that takes too long. */
    private boolean feed(Decoding decoding, Message until) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        long conversation = until.conversation().number();
        Filter data = only("data", conversation);
        long after = 0;
        int part = 1; // the first message is mostly enough to see that no decoder that remembers knows it
        while (decoding.remembers()) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                return false;
            }
            Query query = new Query(data, null, after, until.id(), true, part, PAYLOAD_LIMIT, left);
            Page page = store.page(query);
            for (Message earlier : page.messages()) {
                decoding.decode(Payload.of(earlier));
                after = earlier.id();
            }
            if (!page.complete()) {
                return false;
            }
            if (page.messages().size() < part) {
                return true;
            }
            part = PART;
        }
        return true;
    }

    private static Filter only(String kind, long conversation) {
        try {
            return FilterParser.parse("kind:" + kind + " conversation:" + conversation);
        } catch (FilterException e) {
            throw new IllegalStateException("the filter language doesn't know kind: or conversation:", e);
        }
    }

    /** The message's line by a decoder that needs only the beginning of its payload; null when none has one. */
    static @Nullable String line(Message message) {
        Decoded decoded = Decoders.ofThisProgram().begin(message.conversation()).decode(Payload.of(message));
        return decoded == null || decoded.summary().isEmpty() ? null : Visible.line(decoded.summary());
    }
}
