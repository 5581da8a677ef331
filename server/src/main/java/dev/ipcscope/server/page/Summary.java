package dev.ipcscope.server.page;

import dev.ipcscope.agent.decode.Wordings;
import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What a message says, in one line that is safe to print. */
public final class Summary {

    private static final int TEXT = 160;
    private static final int SENTENCE = 400;
    private static final int HEX = 24;
    private static final HexFormat PAIRS = HexFormat.ofDelimiter(" ");

    private Summary() {}

    /** One line about the message; no control and no bidi characters. */
    public static String of(Message message) {
        Details details = message.details();
        String worded = Wordings.ofThisProgram().line(message);
        if (worded != null) {
            return Visible.payloadLine(worded.length() > SENTENCE ? worded.substring(0, SENTENCE) + "…" : worded);
        }
        return switch (message.kind()) {
            case DATA -> data(message);
            case OPEN -> withAttributes("opened" + from(message.conversation()), details);
            case CLOSE -> closed(details);
            case ERROR -> failure(details);
            case SNAPSHOT -> SnapshotWording.line(details, snapshot(message));
            case GAP -> gap(message);
            case EVENT -> SnapshotWording.holders(details).orElseGet(() -> Attributes.line(details.attributes()));
        };
    }

    private static String data(Message message) {
        byte[] payload = message.payload();
        if (message.length() == 0) {
            return withAttributes("empty message", message.details());
        }
        if (payload.length == 0) {
            return "not kept";
        }
        String decoded = Meaning.line(message);
        return withAttributes(decoded == null ? preview(payload) : decoded, message.details());
    }

    private static String preview(byte[] payload) {
        if (PayloadText.looksLikeText(payload)) {
            String text = PayloadText.read(payload, TEXT * 3);
            return Visible.payloadLine(text.length() > TEXT ? text.substring(0, TEXT) + "…" : text);
        }
        int shown = Math.min(HEX, payload.length);
        return PAIRS.formatHex(payload, 0, shown) + (shown < payload.length ? " …" : "");
    }

    private static String from(Conversation conversation) {
        String address = conversation.clientAddress();
        return address == null || address.isEmpty() ? "" : " from " + Visible.line(address);
    }

    /** How it ended comes first: "closed by client · bytes to client 648". */
    private static String closed(Details details) {
        Map<String, Object> others = new TreeMap<>(details.attributes());
        Object end = others.remove("end");
        String how = end == null ? "closed" : Visible.line(String.valueOf(end));
        return with(how.startsWith("closed") ? how : "closed, " + how, details, others);
    }

    private static String failure(Details details) {
        Details.Failure error = details.error();
        String what = error == null
                ? "error"
                : Visible.line(error.text()) + (error.code() == 0 ? "" : " (" + error.code() + ")");
        return withAttributes(what, details);
    }

    private static String snapshot(Message message) {
        int ranges = message.details().ranges().size();
        String bytes = Numbers.count(message.length(), "byte");
        if (Boolean.TRUE.equals(message.details().attributes().get(SnapshotWords.KEY_FRAME))) {
            return "key frame, " + bytes;
        }
        if (ranges == 0 && message.details().attributes().get(SnapshotWords.SIZE) instanceof Number size) {
            return "cut off after " + Numbers.count(size.longValue(), "byte");
        }
        String where = ranges == 0
                ? ""
                : String.format(" at %04x", message.details().ranges().get(0).offset());
        return bytes + " changed in " + Numbers.count(ranges, "range") + where;
    }

    private static String gap(Message message) {
        Details.Gap gap = message.details().gap();
        Long count = gap == null ? null : gap.count();
        String reason = gap == null ? "" : ": " + Visible.line(gap.reason());
        String what = count == null ? "An unknown number of messages" : Numbers.count(count, "message");
        return what + " lost here" + reason;
    }

    private static String withAttributes(String text, Details details) {
        return with(text, details, details.attributes());
    }

    private static String with(String text, Details details, Map<String, Object> attributes) {
        String more = Attributes.line(attributes);
        String error = details.error() == null || text.contains(details.error().text())
                ? ""
                : ", " + Visible.line(details.error().text());
        return text + error + (more.isEmpty() ? "" : " · " + more);
    }

    /** Whether the row is to be marked as an error. */
    static boolean bad(Message message) {
        return message.kind() == Kind.ERROR || message.details().error() != null;
    }
}
