package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.Text;
import dev.ipcscope.server.format.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tap open|close|list}. */
@Command(
        name = "tap",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Opens, closes and lists taps of a running server and its agents.",
        footer = {
            "",
            "A tap is MECHANISM:LISTEN=TARGET?option=value&…, for example",
            "  tcp:127.0.0.1:6380=127.0.0.1:6379          clients use port 6380 instead of 6379",
            "  unix:/run/front.sock=/run/real.sock?policy=block",
            "  fifo:/run/front=/run/real",
            "  mapping:/dev/shm/telemetry?every=50ms      watched, nothing to change for its programs",
            "Options of all: keep=SIZE (default everything), policy=gap|block, name=NAME."
        })
final class TapCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "open, close or list?");
    }

    @Command(
            name = "open",
            mixinStandardHelpOptions = true,
            description = "Opens a tap; it comes back after a restart until it is closed.")
    int open(
            @Parameters(paramLabel = "SPEC", description = "What to tap.") String tap,
            @Option(names = "--agent", paramLabel = "NAME", description = "On which agent (default: the server's own).")
                    @Nullable
                    String agent,
            @Mixin ServerOptions server)
            throws IOException, CliException {
        Map<?, ?> opened = server.connect().post("api/taps", Json.object("spec", tap, "agent", agent));
        new Stdout().line(line(opened));
        return "failed".equals(opened.get("state")) ? CliException.ENVIRONMENT : 0;
    }

    @Command(name = "close", mixinStandardHelpOptions = true, description = "Closes a tap and forgets it.")
    int close(
            @Parameters(paramLabel = "SPEC", description = "As 'tap list' shows it.") String tap,
            @Option(names = "--agent", paramLabel = "NAME", description = "Of which agent (default: the server's own).")
                    @Nullable
                    String agent,
            @Mixin ServerOptions server)
            throws IOException, CliException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("spec", tap);
        if (agent != null) {
            parameters.put("agent", agent);
        }
        server.connect().delete("api/taps", parameters);
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the taps of all agents.")
    int list(@Mixin ServerOptions server) throws IOException, CliException {
        Stdout out = new Stdout();
        if (server.connect().get("api/taps", Map.of()).get("taps") instanceof Iterable<?> taps) {
            for (Object tap : taps) {
                out.line(line((Map<?, ?>) tap));
            }
        }
        return 0;
    }

    private static String line(Map<?, ?> tap) {
        boolean open = "open".equals(tap.get("state"));
        return Text.line(
                "tap " + tap.get("spec") + " " + tap.get("state") + " " + tap.get(open ? "endpoint" : "reason"));
    }
}
