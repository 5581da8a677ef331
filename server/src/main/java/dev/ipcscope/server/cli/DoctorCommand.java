package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.Text;
import dev.ipcscope.agent.mechanism.Leftovers;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.mechanism.Support;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says why nothing is seen: the count at each stage, what works here, what a tap can't carry.",
        footer = {
            "",
            "Without a server it says what works on this machine, and ends with exit code 3.",
            "With --undo it asks no server."
        })
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--undo",
            description =
                    "Take back what taps of agents that crashed on this machine left behind, such as the registry's"
                            + " TreatAs of COM taps, and say what was done. An agent does so, too, when it starts.")
    private boolean undo;

    private final Stdout out = new Stdout();

    @Override
    public Integer call() throws IOException {
        if (undo) {
            return undo();
        }
        Map<?, ?> report;
        try {
            report = server.connect().get("api/doctor", Map.of());
        } catch (IOException | CliException e) {
            System.err.println("ipcscope: " + e.getMessage());
            here();
            return e instanceof CliException cli ? cli.code() : CliException.ENVIRONMENT;
        }
        findings(report);
        for (Object agent : list(report, "agents")) {
            agent((Map<?, ?>) agent);
        }
        return 0;
    }

    private int undo() throws IOException {
        List<String> told = Leftovers.undo(MechanismRegistry.load().all());
        for (String sentence : told.isEmpty() ? List.of("Nothing was left behind.") : told) {
            line(sentence);
        }
        return 0;
    }

    private void agent(Map<?, ?> agent) throws IOException {
        line("");
        line("agent " + agent.get("name") + (Boolean.TRUE.equals(agent.get("connected")) ? "" : " (not connected)"));
        for (Object each : list(agent, "stages")) {
            Map<?, ?> stage = (Map<?, ?>) each;
            Object count = stage.get("count");
            line(String.format(
                    "  %-7s %-13s %10s, lost %s, waiting %s  %s",
                    Boolean.TRUE.equals(stage.get("ok")) ? "ok" : "LOOK",
                    stage.get("name"),
                    count == null ? "?" : count,
                    stage.get("lost"),
                    stage.get("waiting"),
                    stage.get("text")));
        }
        for (Object each : list(agent, "mechanisms")) {
            Map<?, ?> mechanism = (Map<?, ?>) each;
            mechanism(
                    String.valueOf(mechanism.get("id")),
                    Boolean.TRUE.equals(mechanism.get("works")),
                    String.valueOf(mechanism.get("reason")),
                    list(mechanism, "limits"),
                    String.valueOf(mechanism.get("elevation")));
        }
        findings(agent);
    }

    private void here() throws IOException {
        for (Mechanism mechanism : MechanismRegistry.load().all()) {
            Support support = mechanism.support();
            mechanism(mechanism.id(), support.works(), support.reason(), support.limits(), support.elevation());
        }
    }

    private void mechanism(String id, boolean works, String reason, List<?> limits, String elevation)
            throws IOException {
        line(String.format("  %-7s %-13s %s", works ? "ok" : "no", id, reason).stripTrailing());
        for (Object limit : limits) {
            line("          limit       " + limit);
        }
        if (!elevation.isEmpty()) {
            line("          rights      " + elevation);
        }
    }

    private void findings(Map<?, ?> part) throws IOException {
        for (Object each : list(part, "findings")) {
            Map<?, ?> finding = (Map<?, ?>) each;
            line(String.format(
                            "  %-7s %-13s %s %s",
                            finding.get("level"), finding.get("subject"), finding.get("text"), finding.get("remedy"))
                    .stripTrailing());
        }
    }

    private static List<?> list(Map<?, ?> map, String name) {
        return map.get(name) instanceof List<?> list ? list : List.of();
    }

    private void line(String text) throws IOException {
        out.line(Text.line(text));
    }
}
