package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.web.Said;
import java.util.List;

/** Messages as they are read in a conversation. */
final class SaidViews {

    /** Bytes of a message that are shown. */
    static final int SHOWN = 4_096;

    private final Marks marks;

    SaidViews(Marks marks) {
        this.marks = marks;
    }

    List<Said> of(List<Message> messages) {
        return messages.stream().map(SaidViews::of).toList();
    }

    private static Said of(Message m) {
        boolean speech = (m.kind() == Kind.DATA || m.kind() == Kind.SNAPSHOT) && m.payload().length > 0;
        boolean cut = m.length() > SHOWN;
        return new Said(
                m.id(),
                css(m, speech),
                Times.row(m.time()),
                RowViews.arrow(m),
                RowViews.arrowLabel(m),
                m.kind() == Kind.DATA && speech ? Visible.payload(PayloadText.read(m.payload(), SHOWN)) : Summary.of(m),
                speech ? HexDump.lines(m.payload(), m.details().ranges(), SHOWN) : List.of(),
                Numbers.of(m.length()) + " B",
                cut ? Numbers.of(SHOWN) + " of " + Numbers.count(m.length(), "byte") : "",
                speech);
    }

    private static String css(Message m, boolean speech) {
        if (!speech) {
            return m.kind() == Kind.GAP ? "ev gap" : Summary.bad(m) ? "ev bad" : "ev";
        }
        String side = RowViews.arrowCss(m);
        return side.isEmpty() ? "say" : "say " + side;
    }

    /** What one message is in such a conversation. */
    String kind(Conversation c, boolean snapshots) {
        if (stream(c)) {
            return "byte stream";
        }
        return snapshots ? "snapshots" : "messages";
    }

    /** Whether its boundaries mean something. */
    String note(Conversation c) {
        return stream(c) ? "chunk boundaries are ours, not the application’s" : "";
    }

    private boolean stream(Conversation c) {
        boolean family = !marks.of(c.mechanism()).css().contains(" ");
        return family && !c.tap().matches(".*[?&](type=(dgram|datagram|seqpacket)|mode=message).*");
    }
}
