package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.web.Party;
import dev.ipcscope.web.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as rows of the table. */
final class RowViews {

    private static final int ENDPOINT = 19;

    private final Marks marks;

    RowViews(Marks marks) {
        this.marks = marks;
    }

    List<Row> of(List<Message> messages) {
        return messages.stream().map(this::of).toList();
    }

    Row of(Message m) {
        var talk = m.conversation();
        boolean bytes = m.kind() == Kind.DATA || m.kind() == Kind.SNAPSHOT;
        return new Row(
                m.id(),
                css(m),
                Numbers.of(m.id()),
                Times.row(m.time()),
                Times.full(m.time()),
                marks.of(talk.mechanism()),
                shortened(Visible.line(talk.endpoint())),
                Visible.line(talk.endpoint()),
                name(talk.client(), talk.clientAddress()),
                pid(talk.client()),
                arrow(m),
                arrowCss(m),
                arrowLabel(m),
                server(talk, marks),
                pid(talk.server()),
                bytes ? Numbers.of(m.length()) : "",
                m.kind() == Kind.GAP ? gap(m) : Summary.of(m));
    }

    private static String css(Message m) {
        if (m.kind() == Kind.GAP) {
            return "gap";
        }
        if (Summary.bad(m)) {
            return "bad";
        }
        return m.kind() == Kind.OPEN || m.kind() == Kind.CLOSE || m.kind() == Kind.EVENT ? "ev" : "";
    }

    private static String gap(Message m) {
        return Summary.of(m) + ", " + Times.prose(m.time());
    }

    /** A long path is cut at its front, since its end tells more. */
    static String shortened(String endpoint) {
        if (endpoint.length() <= ENDPOINT) {
            return endpoint;
        }
        int cut = Math.max(endpoint.lastIndexOf('/'), endpoint.lastIndexOf('\\'));
        return cut > 0 && cut < endpoint.length() - 1 ? endpoint.substring(cut + 1) : endpoint;
    }

    /** The process's name, or what else is known of that end; empty when nothing is. */
    static String name(ProcessInfo process, @Nullable String address) {
        String name = process.name();
        if (name == null && process.path() != null) {
            name = process.path()
                    .substring(Math.max(
                                    process.path().lastIndexOf('/'),
                                    process.path().lastIndexOf('\\'))
                            + 1);
        }
        if (name == null) {
            name = process.pid() != null || address == null ? "" : address;
        }
        return Visible.line(name);
    }

    /** The server's name; {@link Party#NOBODY} where there is none by nature, and empty when it isn't known. */
    static String server(Conversation talk, Marks marks) {
        String name = name(talk.server(), null);
        boolean nobody = name.isEmpty() && talk.server().pid() == null && !marks.haveServer(talk.mechanism());
        return nobody ? Party.NOBODY : name;
    }

    static String pid(ProcessInfo process) {
        return process.pid() == null ? "" : String.valueOf(process.pid());
    }

    static String arrow(Message m) {
        return switch (m.direction()) {
            case CLIENT_TO_SERVER -> "→";
            case SERVER_TO_CLIENT -> "←";
            case NONE -> "";
        };
    }

    static String arrowCss(Message m) {
        return switch (m.direction()) {
            case CLIENT_TO_SERVER -> "c2s";
            case SERVER_TO_CLIENT -> "s2c";
            case NONE -> "";
        };
    }

    static String arrowLabel(Message m) {
        return switch (m.direction()) {
            case CLIENT_TO_SERVER -> "to server";
            case SERVER_TO_CLIENT -> "to client";
            case NONE -> "no direction";
        };
    }
}
