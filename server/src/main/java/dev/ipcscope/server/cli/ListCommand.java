package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.Text;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.mechanism.RemoteDiscovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists what could be tapped: endpoint, who holds it, and a tap for it.",
        footer = {
            "",
            "Without --agent it looks at this machine and needs no server.",
            "Another user's processes are named only when it runs as root.",
            "--host asks the endpoint mapper of DCE/RPC there, port 135 if no other is given."
        })
final class ListCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    @Option(names = "--agent", paramLabel = "NAME", description = "Ask this agent of the server.")
    private @Nullable String agent;

    @Option(names = "--host", paramLabel = "HOST[:PORT]", description = "Ask another machine what it serves.")
    private @Nullable String host;

    @Override
    public Integer call() throws IOException, CliException {
        Stdout out = new Stdout();
        if (host != null) {
            for (String line : there(host)) {
                out.line(line);
            }
        } else if (agent == null) {
            for (String line : here()) {
                out.line(line);
            }
        } else if (server.connect().get("api/endpoints", Map.of("agent", agent)).get("endpoints")
                instanceof Iterable<?> found) {
            for (Object endpoint : found) {
                out.line(line((Map<?, ?>) endpoint));
            }
        }
        return 0;
    }

    private static List<String> here() {
        List<String> lines = new ArrayList<>();
        for (Mechanism mechanism : MechanismRegistry.load().all()) {
            try {
                if (!mechanism.support().works()) {
                    continue;
                }
                mechanism.discover().stream().map(ListCommand::line).forEach(lines::add);
            } catch (IOException | RuntimeException e) {
                System.err.println("ipcscope: " + mechanism.id() + " can't be listed: " + e.getMessage());
            }
        }
        return lines;
    }

    private static List<String> there(String host) throws CliException {
        List<String> lines = new ArrayList<>();
        for (Mechanism mechanism : MechanismRegistry.load().all()) {
            if (mechanism instanceof RemoteDiscovery remote) {
                try {
                    remote.discover(host).stream().map(ListCommand::line).forEach(lines::add);
                } catch (IOException e) {
                    throw new CliException(CliException.ENVIRONMENT, String.valueOf(e.getMessage()));
                }
            }
        }
        return lines;
    }

    private static String line(Endpoint endpoint) {
        String who = endpoint.holders().stream()
                .map(holder -> who(holder.process().name(), holder.process().pid(), holder.end()))
                .collect(Collectors.joining(","));
        return line(
                endpoint.mechanism(),
                endpoint.name(),
                who,
                endpoint.suggestion(),
                endpoint.reason(),
                words(endpoint.kind(), endpoint.facts(), ""));
    }

    private static String line(Map<?, ?> endpoint) {
        String who = endpoint.get("processes") instanceof List<?> processes
                ? processes.stream()
                        .map(Map.class::cast)
                        .map(process -> who(process.get("name"), process.get("pid"), process.get("end")))
                        .collect(Collectors.joining(","))
                : "";
        Object suggestion = endpoint.get("suggestion");
        return line(
                String.valueOf(endpoint.get("mechanism")),
                String.valueOf(endpoint.get("name")),
                who,
                suggestion == null ? null : suggestion.toString(),
                String.valueOf(endpoint.get("reason")),
                words(
                        String.valueOf(endpoint.get("kind")),
                        endpoint.get("facts") instanceof Map<?, ?> facts ? facts : Map.of(),
                        String.valueOf(endpoint.get("change"))));
    }

    private static String who(@Nullable Object name, @Nullable Object pid, @Nullable Object end) {
        return name + "(" + pid + ")" + (end == null || end.equals("") ? "" : ":" + end);
    }

    /** Kind, facts and change in brackets; empty when there is nothing to say. */
    private static String words(String kind, Map<?, ?> facts, String change) {
        String words = Stream.concat(
                        Stream.of(kind, change),
                        facts.entrySet().stream().map(fact -> fact.getKey() + " " + fact.getValue()))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "" : " [" + words + "]";
    }

    private static String line(
            String mechanism, String name, String who, @Nullable String suggestion, String reason, String words) {
        return Text.line(mechanism + " " + name + " " + (who.isEmpty() ? "?" : who) + " "
                + (suggestion == null ? "can't be tapped: " + reason : suggestion) + words);
    }
}
