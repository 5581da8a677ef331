package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.win32.DdeMessage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes down what is said in one conversation. One thread at a time. */
final class Transcript {

    private static final long OVERDUE_NANOS = 5_000_000_000L;

    private final ConversationLog log;
    private final Formats formats;
    private final boolean unicodeCommands;

    /**
     * For one conversation.
     *
     * @param unicodeCommands whether commands are written in UTF-16, else in the code page
     */
    Transcript(ConversationLog log, Formats formats, boolean unicodeCommands) {
        this.log = log;
        this.formats = formats;
        this.unicodeCommands = unicodeCommands;
    }

    /** Records a message. */
    void tell(Move move) {
        tell(move, move.block().length - (Calls.hasHeader(move.message()) ? DdeHeader.SIZE : 0));
    }

    /**
     * Records a message of which maybe not all bytes are there.
     *
     * @param length bytes of the value that the program sent
     */
    void tell(Move move, long length) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        Call opens = move.opens();
        Call answers = move.answers();
        DdeMessage message = move.message();
        attributes.put("operation", answers == null ? Call.operation(message.message()) : answers.operation());
        if (answers != null && answers.number == 0) {
            attributes.put("operation", "acknowledge");
        }
        if (!move.item().isEmpty()) {
            attributes.put("item", move.item());
        } else if (answers != null && !answers.item.isEmpty()) {
            attributes.put("item", answers.item);
        }
        format(move, attributes);
        if (answers != null && answers.number != 0) {
            attributes.put("call", answers.number);
            attributes.put("duration", Math.max(0, move.mono() - answers.mono));
        } else if (opens != null && opens.number != 0) {
            attributes.put("call", opens.number);
        }
        if (message.message() == DdeMessage.ACK) {
            new AckStatus((int) message.low() & 0xffff).describe(attributes);
        } else if (answers != null) {
            attributes.put("result", "data");
        }
        if (opens != null) {
            wishes(opens, attributes);
        }
        byte[] value = Calls.hasHeader(message) ? DdeHeader.value(move.block()) : move.block();
        log.record(
                Kind.DATA,
                move.direction(),
                move.mono(),
                Math.max(0, length),
                ByteBuffer.wrap(value),
                Details.of(attributes));
    }

    private void format(Move move, Map<String, Object> attributes) {
        DdeMessage message = move.message();
        if (message.message() == DdeMessage.EXECUTE) {
            attributes.put("format", formats.name(unicodeCommands ? Formats.UNICODE_TEXT : Formats.TEXT));
        } else if (move.opens() != null) {
            putFormat(move.opens().format, attributes);
        } else if (message.message() == DdeMessage.DATA) {
            if (message.low() == 0) {
                attributes.put("link", "warm");
            } else {
                putFormat(DdeHeader.of(move.block()).format(), attributes);
            }
        }
    }

    private void putFormat(int format, Map<String, Object> attributes) {
        if (format != 0) {
            attributes.put("format", formats.name(format));
        }
    }

    private static void wishes(Call call, Map<String, Object> attributes) {
        if (call.message.message() == DdeMessage.ADVISE) {
            attributes.put("link", call.header.isWarm() ? "warm" : "hot");
        }
        if (call.header.wantsAck()) {
            attributes.put("ackRequired", true);
        }
    }

    /** Says of a call that nobody has answered it, once when five seconds are over. */
    void mention(Call call, long now) {
        if (!call.overdue && now - call.mono >= OVERDUE_NANOS) {
            call.overdue = true;
            Map<String, Object> attributes = about(call);
            attributes.put("pending", true);
            attributes.put("text", "no answer for 5 s, still waiting");
            log.record(Kind.EVENT, Direction.NONE, now, 0, null, Details.of(attributes));
        }
    }

    /** Says of a call that it will never be answered. */
    void fail(Call call, long now, int code, String reason) {
        Map<String, Object> attributes = about(call);
        attributes.put("duration", Math.max(0, now - call.mono));
        Details.Failure failure = new Details.Failure(
                code,
                "no answer to " + call.operation() + (call.item.isEmpty() ? "" : " " + call.item) + ": " + reason);
        log.record(
                Kind.ERROR,
                Direction.SERVER_TO_CLIENT,
                now,
                0,
                null,
                new Details(failure, null, List.of(), attributes));
    }

    private static Map<String, Object> about(Call call) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("call", call.number);
        attributes.put("operation", call.operation());
        if (!call.item.isEmpty()) {
            attributes.put("item", call.item);
        }
        return attributes;
    }

    /** Records that something couldn't be passed on. */
    void undelivered(Move move, @Nullable Integer code, String reason) {
        log.error(
                move.direction(),
                code == null ? 0 : code,
                Call.operation(move.message().message()) + (move.item().isEmpty() ? "" : " " + move.item())
                        + " couldn't be delivered: " + reason);
    }
}
