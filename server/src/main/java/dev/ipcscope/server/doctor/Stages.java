package dev.ipcscope.server.doctor;

import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.server.agents.AgentStatus;
import dev.ipcscope.server.store.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Follows an agent's messages from stage to stage, as far as the store. Pure. */
final class Stages {

    private Stages() {}

    static List<Stage> of(AgentStatus agent, StoreStatus store) {
        Counters counters = agent.counters();
        if (counters == null) {
            return List.of(new Stage("captured", null, 0, 0, false, "The agent hasn't told its counters yet."));
        }
        List<Stage> stages = new ArrayList<>();
        stages.add(captured(agent, counters));
        stages.add(spooled(counters));
        stages.add(sent(agent, counters));
        stages.add(committed(agent, counters, store));
        return stages;
    }

    private static Stage captured(AgentStatus agent, Counters counters) {
        long lost =
                counters.dropped().values().stream().mapToLong(Long::longValue).sum();
        String text = "Since the agent started.";
        if (lost > 0) {
            text = "Lost: " + reasons(counters.dropped()) + ".";
        } else if (agent.taps().isEmpty()) {
            text = "No tap is open.";
        } else if (counters.captured() == 0) {
            text = "The taps are open, but no program has used them: is it started with the tap's name or port?";
        }
        return new Stage("captured", counters.captured(), lost, counters.inMemory(), counters.captured() > 0, text);
    }

    private static String reasons(Map<String, Long> dropped) {
        return dropped.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static Stage spooled(Counters counters) {
        boolean full = counters.inSpoolBytes() >= counters.spoolLimit();
        String text = counters.spoolError().isEmpty() ? "Since the spool began." : counters.spoolError();
        if (counters.spoolError().isEmpty() && full) {
            text = "The spool is full (" + counters.spoolLimit() + " bytes): taps lose or wait by their policy.";
        }
        return new Stage(
                "in the spool",
                counters.lastSeq(),
                0,
                counters.inSpool(),
                counters.spoolError().isEmpty() && !full,
                text);
    }

    private static Stage sent(AgentStatus agent, Counters counters) {
        String text = counters.uplinkError();
        if (!agent.connected() && text.isEmpty()) {
            text = "The agent isn't connected; if it runs, it goes on recording and sends when it is back.";
        }
        String shown = text.isEmpty() ? "Since the agent started." : text;
        return new Stage("sent", counters.sent(), 0, counters.inSpool(), text.isEmpty(), shown);
    }

    private static Stage committed(AgentStatus agent, Counters counters, StoreStatus store) {
        long waiting = Math.max(0, counters.lastSeq() - agent.stored());
        // the counters are of the last heartbeat, and more may have come since: the stages are to add up
        return new Stage(
                "committed",
                Math.min(agent.stored(), counters.lastSeq()),
                0,
                waiting,
                store.error().isEmpty(),
                store.error().isEmpty() ? "Since the spool began." : store.error());
    }
}
