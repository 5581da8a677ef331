package dev.ipcscope.server.page;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.web.Detail;
import dev.ipcscope.web.Fact;
import dev.ipcscope.web.Meant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that is known about one message. */
final class DetailViews {

    /** Bytes shown before "show all" is asked for. */
    static final int SHOWN = 4_096;

    private final Marks marks;

    DetailViews(Marks marks) {
        this.marks = marks;
    }

    Detail of(Message m, @Nullable Decoded decoded) {
        byte[] payload = m.payload();
        boolean more = payload.length > SHOWN;
        Details.Failure error = m.details().error();
        return new Detail(
                m.id(),
                marks.of(m.conversation().mechanism()),
                decoded == null || decoded.summary().isEmpty() ? Summary.of(m) : Visible.line(decoded.summary()),
                m.kind() == Kind.DATA || m.kind() == Kind.SNAPSHOT ? Numbers.count(m.length(), "byte") : "",
                error == null ? "" : Visible.line(error.text()) + ", error " + error.code(),
                m.conversation().number(),
                message(m),
                talk(m),
                process(m.conversation().client(), m.conversation().clientAddress()),
                process(m.conversation().server(), m.conversation().serverAddress()),
                HexDump.lines(payload, SHOWN),
                Visible.payload(PayloadText.read(payload, SHOWN)),
                more
                        ? Numbers.of(SHOWN) + " of " + Numbers.count(payload.length, "byte")
                        : Numbers.count(payload.length, "byte"),
                more,
                payload.length,
                note(m),
                meant(decoded));
    }

    private static Meant meant(@Nullable Decoded decoded) {
        if (decoded == null) {
            return Meant.NOTHING;
        }
        List<Meant.Node> nodes = new ArrayList<>();
        flatten(decoded.nodes(), 1, nodes);
        return new Meant(Visible.line(decoded.decoder()), Visible.line(decoded.problem()), nodes);
    }

    private static void flatten(List<Node> from, int level, List<Meant.Node> to) {
        for (Node node : from) {
            String place =
                    node.length() == 0 ? "" : String.format(Locale.ROOT, "%04x+%d", node.offset(), node.length());
            to.add(new Meant.Node(level, Visible.line(node.label()), Visible.line(node.text()), place));
            flatten(node.children(), level + 1, to);
        }
    }

    private static String note(Message m) {
        if (m.length() > m.payload().length && m.kind() == Kind.DATA) {
            return "of " + Numbers.of(m.length()) + " sent; the tap's keep= cut the rest";
        }
        return m.kind() == Kind.SNAPSHOT ? "the changed ranges, one after the other" : "";
    }

    private static List<Fact> message(Message m) {
        List<Fact> facts = new ArrayList<>();
        facts.add(fact("No.", Numbers.of(m.id())));
        facts.add(fact("Time", Times.full(m.time())));
        facts.add(fact("Kind", m.kind().word() + direction(m)));
        facts.add(fact("Length", Numbers.count(m.length(), "byte")));
        if (m.payload().length < m.length()) {
            facts.add(fact("Kept", Numbers.count(m.payload().length, "byte")));
        }
        Details.Gap gap = m.details().gap();
        if (gap != null) {
            facts.add(fact("Lost", gap.count() == null ? "unknown" : Numbers.count(gap.count(), "message")));
            facts.add(fact("Why", gap.reason()));
        }
        int ranges = 0;
        for (Details.Range range : m.details().ranges()) {
            if (++ranges > 20) {
                facts.add(fact("Ranges", Numbers.of(m.details().ranges().size()) + " in all"));
                break;
            }
            facts.add(fact("Range", String.format(Locale.ROOT, "%04x, %,d bytes", range.offset(), range.length())));
        }
        facts.addAll(SnapshotWording.facts(m.details()));
        new TreeMap<>(m.details().attributes()).forEach((k, v) -> {
            if (!SnapshotWording.OWN.contains(k)) {
                facts.add(fact(k, String.valueOf(v)));
            }
        });
        facts.add(fact("Capture", m.capture()));
        facts.add(fact("Agent", m.agent()));
        facts.add(new Fact("Agent’s number", Numbers.of(m.agentSeq()), "its place in the agent’s spool"));
        facts.add(new Fact("Agent’s clock", Numbers.of(m.mono()) + " ns", "monotonic"));
        return facts;
    }

    private static String direction(Message m) {
        String arrow = RowViews.arrow(m);
        return arrow.isEmpty() ? "" : ", " + RowViews.arrowLabel(m) + " " + arrow;
    }

    private static List<Fact> talk(Message m) {
        Conversation c = m.conversation();
        List<Fact> facts = new ArrayList<>();
        facts.add(fact("Number", Numbers.of(c.number())));
        facts.add(fact("Mechanism", c.mechanism()));
        facts.add(fact("Endpoint", c.endpoint()));
        facts.add(fact("Tap", c.tap()));
        facts.add(fact("Policy", c.policy().word()));
        facts.add(fact("Opened", Times.full(c.opened())));
        return facts;
    }

    /** What is unknown is said once, not left out. */
    static List<Fact> process(ProcessInfo p, @Nullable String address) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "Name", p.name());
        add(facts, "Process", p.pid() == null ? null : String.valueOf(p.pid()));
        add(facts, "Thread", p.tid() == null ? null : String.valueOf(p.tid()));
        add(facts, "File", p.path());
        add(facts, "Command", p.command());
        add(facts, "User", p.user());
        if (facts.isEmpty()) {
            facts.add(fact("Process", "unknown"));
        }
        add(facts, "Address", address);
        return facts;
    }

    private static void add(List<Fact> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.add(fact(name, value));
        }
    }

    static Fact fact(String name, String value) {
        return new Fact(Visible.line(name), Visible.line(value), "");
    }
}
