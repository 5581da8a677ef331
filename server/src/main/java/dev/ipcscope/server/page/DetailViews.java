package dev.ipcscope.server.page;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Wordings;
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
import java.util.Map;
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
                title(m, decoded),
                m.kind() == Kind.DATA || m.kind() == Kind.SNAPSHOT ? Numbers.count(m.length(), "byte") : "",
                error == null ? "" : Visible.line(error.text()) + ", error " + error.code(),
                m.conversation().number(),
                message(m),
                talk(m),
                process(m.conversation().client(), m.conversation().clientAddress()),
                server(m.conversation(), marks),
                HexDump.lines(payload, m.details().ranges(), SHOWN),
                Visible.payload(PayloadText.read(payload, SHOWN)),
                more
                        ? Numbers.of(SHOWN) + " of " + Numbers.count(payload.length, "byte")
                        : Numbers.count(payload.length, "byte"),
                more,
                payload.length,
                note(m),
                meant(decoded),
                m.kind() == Kind.SNAPSHOT ? "/memory/" + m.conversation().number() + "?at=" + m.id() : "",
                PictureView.of(m));
    }

    /** What the row says where its mechanism has words of its own, since those may know what went before. */
    private static String title(Message m, @Nullable Decoded decoded) {
        boolean worded = Wordings.ofThisProgram().line(m) != null;
        return worded || decoded == null || decoded.summary().isEmpty()
                ? Summary.of(m)
                : Visible.line(decoded.summary());
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
        return m.kind() == Kind.SNAPSHOT
                ? m.details().ranges().size() > 1 ? "the changed ranges, at their places in the file" : ""
                : "";
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
        Map<String, Object> others = new TreeMap<>(m.details().attributes());
        others.keySet().removeAll(SnapshotWording.OWN);
        Attributes.words(others).forEach(w -> facts.add(fact(capital(w[0]), w[1])));
        facts.add(fact("Capture", m.capture()));
        facts.add(new Fact("Agent", Visible.line(m.agent()), "Its counters", "/agents"));
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
        String all = "/conversations/" + c.number() + "?at=" + m.id();
        facts.add(new Fact("Number", Numbers.of(c.number()), "Both directions", all));
        facts.add(filter("Mechanism", c.mechanism(), "mech:" + Sources.quoted(c.mechanism())));
        facts.add(filter("Endpoint", c.endpoint(), "endpoint==" + Sources.quoted(c.endpoint())));
        facts.add(new Fact("Tap", Visible.line(c.tap()), "All taps", "/taps"));
        facts.add(fact("Policy", c.policy().word()));
        facts.add(fact("Opened", Times.full(c.opened())));
        return facts;
    }

    /** What is unknown is said once, not left out. */
    static List<Fact> process(ProcessInfo p, @Nullable String address) {
        List<Fact> facts = new ArrayList<>();
        if (p.name() != null && !p.name().isEmpty()) {
            facts.add(filter("Name", p.name(), "proc==" + Sources.quoted(p.name())));
        }
        if (p.pid() != null) {
            facts.add(filter("Process", String.valueOf(p.pid()), "pid:" + p.pid()));
        }
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

    /** The same of a conversation's server; where there is none by nature that is said instead. */
    static List<Fact> server(Conversation c, Marks marks) {
        boolean nobody = c.server().equals(ProcessInfo.UNKNOWN) && !marks.haveServer(c.mechanism());
        return nobody
                ? List.of(fact("Process", "none: nobody answers here, whoever looks sees it"))
                : process(c.server(), c.serverAddress());
    }

    private static void add(List<Fact> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.add(fact(name, value));
        }
    }

    private static String capital(String name) {
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** A fact that leads to the messages that have it in common. */
    private static Fact filter(String name, String value, String filter) {
        return new Fact(
                name, Visible.line(value), "Filter: " + Visible.line(filter), "/?filter=" + View.encoded(filter));
    }

    static Fact fact(String name, String value) {
        return new Fact(Visible.line(name), Visible.line(value), "");
    }
}
