package dev.ipcscope.server.page;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.agents.EndpointHistory.Change;
import dev.ipcscope.server.agents.EndpointHistory.Marked;
import dev.ipcscope.web.EndpointRow;
import dev.ipcscope.web.TapRow;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Taps, and what could be tapped, as rows. */
final class TapViews {

    /** Files that programs map: on most machines many caches and few that two programs share. */
    private static final String CACHES = "mapped file";

    /** The fact of an endpoint that says what it offers. */
    private static final String LIBRARY = "typeLibrary";

    private final Marks marks;

    TapViews(Marks marks) {
        this.marks = marks;
    }

    List<TapRow> taps(List<AgentStatus> agents) {
        return agents.stream()
                .flatMap(agent -> agent.taps().stream().map(tap -> of(agent, tap)))
                .toList();
    }

    private TapRow of(AgentStatus agent, TapStatus tap) {
        String reason = tap.reason().isEmpty() ? tap.note() : tap.reason();
        String css = switch (tap.state()) {
            case OPEN -> "ok";
            case WAITING -> "warn";
            case FAILED -> "bad";
        };
        String state = switch (tap.state()) {
            case OPEN -> "Open";
            case WAITING -> "Waiting";
            case FAILED -> "Failed";
        };
        String filter = "mech:" + tap.mechanism() + " endpoint==" + Sources.quoted(tap.endpoint());
        return new TapRow(
                agent.name(),
                tap.spec(),
                Visible.line(tap.spec()),
                marks.of(tap.mechanism()),
                Visible.line(tap.endpoint()),
                agent.connected() ? state : "Agent away",
                agent.connected() ? css : "",
                Visible.line(reason),
                Numbers.of(tap.conversations()),
                tap.remembered(),
                agent.connected(),
                "/?filter=" + View.encoded(filter),
                "/conversations?filter=" + View.encoded(filter));
    }

    List<EndpointRow> endpoints(AgentStatus agent, List<Marked> endpoints) {
        return endpoints.stream()
                .sorted(Comparator.comparing(e -> e.endpoint().kind().equals(CACHES)))
                .map(e -> of(agent, e))
                .toList();
    }

    private EndpointRow of(AgentStatus agent, Marked marked) {
        Endpoint e = marked.endpoint();
        String owners = e.holders().stream()
                .map(TapViews::holder)
                .filter(owner -> !owner.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        String kind = Stream.concat(
                        Stream.of(e.kind()),
                        e.facts().entrySet().stream().map(fact -> fact.getKey() + " " + fact.getValue()))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
        boolean gone = marked.change() == Change.GONE;
        String spec = e.suggestion() == null || gone ? "" : e.suggestion();
        boolean tapped = agent.taps().stream().anyMatch(tap -> concerns(tap, e));
        return new EndpointRow(
                agent.name(),
                marks.of(e.mechanism()),
                Visible.line(e.name()),
                Visible.line(kind),
                owners,
                spec,
                Visible.line(spec),
                tapped,
                gone ? "gone since the last look" : Visible.line(e.reason()),
                gone || !e.facts().containsKey(LIBRARY) ? "" : OfferHandler.address(agent.name(), e),
                gone ? "gone" : marked.change() == Change.NEW ? "new" : "");
    }

    private static String holder(Holder holder) {
        String who = (RowViews.name(holder.process(), null) + " " + RowViews.pid(holder.process())).strip();
        return who.isEmpty() || holder.end().isEmpty() ? who : who + " (" + Visible.line(holder.end()) + ")";
    }

    /** Whether this is a tap's own end, its target, or what it watches. */
    private static boolean concerns(TapStatus tap, Endpoint found) {
        if (!tap.mechanism().equals(found.mechanism())) {
            return false;
        }
        if (tap.endpoint().equals(found.name())) {
            return true;
        }
        try {
            return found.name().equals(TapSpec.parse(tap.spec()).target());
        } catch (TapSpecException e) {
            return false; // the spec of another version: nothing is known about its target
        }
    }
}
