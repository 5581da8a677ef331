package dev.ipcscope.server.page;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.web.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rail: mechanisms and their endpoints with counts and rates. */
final class Sources {

    private final Tally tally;
    private final Marks marks;
    private final AgentRegistry agents;

    Sources(Tally tally, Marks marks, AgentRegistry agents) {
        this.tally = tally;
        this.marks = marks;
        this.agents = agents;
    }

    List<Source> of(View view) throws IOException {
        return lines(view.capture().number(), view.force(), names());
    }

    /** The same without a selected one. */
    List<Source> numbers(long capture) throws IOException {
        return lines(capture, "", Map.of());
    }

    private List<Source> lines(long capture, String force, Map<String, String> names) throws IOException {
        return tally.of(capture).lines().stream().map(l -> of(l, force, names)).toList();
    }

    /** What the taps were named by their option name=, by the key of their line. */
    private Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        Map<String, String> firsts = new HashMap<>();
        for (AgentStatus agent : agents.agents()) {
            for (TapStatus tap : agent.taps()) {
                String name = name(tap);
                String key = tap.mechanism() + " " + tap.endpoint();
                // a name that stands for several endpoints tells none of them apart: those keep their own
                String first = name.isEmpty() ? key : firsts.putIfAbsent(tap.mechanism() + " " + name, key);
                if (first == null) {
                    names.put(key, name);
                } else if (!first.equals(key)) {
                    names.remove(first);
                }
            }
        }
        return names;
    }

    private static String name(TapStatus tap) {
        try {
            String name = TapSpec.parse(tap.spec()).name();
            return name == null ? "" : name;
        } catch (TapSpecException e) {
            return ""; // of another version: it keeps its endpoint's name
        }
    }

    private Source of(Tally.Line line, String force, Map<String, String> names) {
        boolean whole = line.endpoint().isEmpty();
        String filter = "mech:" + quoted(line.mechanism()) + (whole ? "" : " endpoint==" + quoted(line.endpoint()));
        String name = Visible.line(whole ? line.mechanism() : line.endpoint());
        String given = names.get(line.key());
        return new Source(
                line.key(),
                whole ? 1 : 2,
                marks.of(line.mechanism()),
                given != null ? Visible.line(given) : whole ? name : RowViews.shortened(name),
                given != null ? Visible.line(given) + ": " + name : name,
                filter,
                "/?filter=" + View.encoded(filter),
                Numbers.shortCount(line.count()),
                Numbers.rate(line.rate()),
                line.rate() == 0,
                force.equals(filter));
    }

    /** A value as the filter language wants it. */
    static String quoted(String value) {
        boolean plain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '(' && c != ')');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
