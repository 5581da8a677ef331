package dev.ipcscope.server.page;

import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.web.AgentCard;
import dev.ipcscope.web.Fact;
import dev.ipcscope.web.StageView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Agents as cards: who they are, and what went through each stage. */
final class AgentViews {

    private AgentViews() {}

    static AgentCard of(AgentStatus agent) {
        Counters c = agent.counters();
        long ago = Math.max(0, Times.now() - agent.since());
        return new AgentCard(
                Visible.line(agent.name()),
                agent.connected() ? "Connected" : "Away",
                agent.connected() ? "ok" : "bad",
                agent.connected()
                        ? "for " + Numbers.span(ago)
                        : "for " + Numbers.span(ago) + "; if it runs, it goes on recording",
                about(agent),
                c == null ? List.of() : stages(agent, c),
                c == null || c.spoolLimit() == 0 ? 0 : (int) Math.min(100, c.inSpoolBytes() * 100 / c.spoolLimit()),
                c == null ? "not told yet" : spool(c),
                c == null ? "" : errors(c),
                "/?filter=" + View.encoded("agent==" + Sources.quoted(agent.name())),
                "/taps?agent=" + View.encoded(agent.name()));
    }

    private static String spool(Counters c) {
        return Numbers.size(c.inSpoolBytes()) + " of " + Numbers.size(c.spoolLimit()) + ", "
                + Numbers.count(c.inSpool(), "message") + " not yet acknowledged";
    }

    private static String errors(Counters c) {
        String both =
                c.spoolError() + (c.spoolError().isEmpty() || c.uplinkError().isEmpty() ? "" : " ") + c.uplinkError();
        return Visible.line(both);
    }

    private static List<StageView> stages(AgentStatus agent, Counters c) {
        long lost = c.dropped().values().stream().mapToLong(Long::longValue).sum();
        String why = c.dropped().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> Numbers.of(e.getValue()) + " " + Visible.line(e.getKey()))
                .collect(Collectors.joining(", "));
        long stored = Math.min(agent.stored(), c.lastSeq()); // the counters are older: no stage is to be ahead of them
        boolean blocked = !c.spoolError().isEmpty();
        boolean cut = !c.uplinkError().isEmpty() || !agent.connected();
        return List.of(
                new StageView("Captured", Numbers.of(c.captured()), Numbers.size(c.capturedBytes()), ""),
                new StageView(
                        "Lost",
                        Numbers.of(lost),
                        lost == 0 ? "in no stage" : why + "; in " + Numbers.count(c.gaps(), "gap"),
                        lost > 0 ? "lost" : ""),
                new StageView("In memory", Numbers.of(c.inMemory()), "not yet in the spool", blocked ? "cur" : ""),
                new StageView(
                        "In the spool",
                        Numbers.of(c.inSpool()),
                        "not yet acknowledged",
                        cut && c.inSpool() > 0 ? "cur" : ""),
                new StageView("Sent", Numbers.of(c.sent()), "what was sent twice counts twice", ""),
                new StageView("Stored", Numbers.of(stored), "of its spool, since that began", ""));
    }

    private static List<Fact> about(AgentStatus agent) {
        AgentInfo info = agent.info();
        List<Fact> facts = new ArrayList<>();
        facts.add(DetailViews.fact("Host", info.host()));
        facts.add(DetailViews.fact("System", info.os()));
        facts.add(DetailViews.fact("User", info.user()));
        facts.add(DetailViews.fact("Process", info.pid() + (agent.embedded() ? ", in the server" : "")));
        facts.add(DetailViews.fact("Version", info.version() + ", protocol " + info.protocol()));
        facts.add(DetailViews.fact("Connects from", agent.address()));
        facts.add(DetailViews.fact("Clock", clock(agent)));
        facts.add(DetailViews.fact("Last sign of life", Times.day(agent.lastSeen())));
        facts.add(DetailViews.fact("Taps", Numbers.of(agent.taps().size())));
        facts.add(DetailViews.fact("Spool", info.spool().toString()));
        return facts;
    }

    private static String clock(AgentStatus agent) {
        Long offset = agent.clockOffset();
        if (offset == null) {
            return "not measured yet";
        }
        String side = offset > 0 ? " ahead of the server" : " behind the server";
        String error = " ± " + Numbers.span(agent.clockError());
        return Numbers.span(Math.abs(offset)) + side + error;
    }
}
