package dev.ipcscope.agent.cli;

import dev.ipcscope.agent.control.Agent;
import dev.ipcscope.agent.control.OwnAddress;
import dev.ipcscope.agent.files.TokenFile;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.outbox.Counters;
import dev.ipcscope.agent.outbox.SpoolFolder;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.uplink.HttpUplink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an agent until the process is asked to end. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = AgentVersion.class,
        sortOptions = false,
        description =
                "Taps programs on this machine and sends what they say to a server. Waits for a server that is away.",
        footer = {
            "",
            "Example:",
            "  --server http://127.0.0.1:7070 --token-file token --tap tcp:127.0.0.1:6380=127.0.0.1:6379",
            "",
            "'ipcscope-agent.jar undo' takes back what taps of agents that crashed left behind, and ends.",
            "",
            "stdout gets one line a tap, 'tap SPEC open ENDPOINT', 'tap SPEC waiting REASON' or",
            "'tap SPEC failed REASON', and then 'ipcscope-agent: ready NAME'. Logs go to stderr.",
            "Exit codes: 0 ended as asked, 2 wrong usage, 3 something around it is wrong."
        })
public final class AgentCommand implements Callable<Integer> {

    private static final Duration DRAIN = Duration.ofSeconds(4);

    /** An agent is ready without its server; one that answers is waited for, so that a query just after sees all. */
    private static final Duration ARRIVAL = Duration.ofSeconds(2);

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "http://HOST:PORT or https://HOST:PORT")
    private String url;

    @Option(
            names = "--token-file",
            required = true,
            paramLabel = "FILE",
            description = "The file with the server's token; made with mode 600 when it isn't there.")
    private Path tokenFile;

    @Option(names = "--name", paramLabel = "NAME", description = "The agent's name (default: the machine's name).")
    private @Nullable String name;

    @Mixin
    private TapOptions options;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM file with the authorities to trust for https.")
    private @Nullable Path ca;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Log to this file as well; at 10 MB it becomes FILE.1, up to FILE.4.")
    private @Nullable Path log;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        AgentLog.start(log, false);
        URI server;
        Agent.Options how;
        try {
            server = ServerUrl.of(url);
            how = new Agent.Options(
                    agentName(),
                    options.spool(),
                    options.spoolMax(),
                    new OwnAddress(server.getHost(), port(server)),
                    AgentVersion.text());
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        HttpUplink uplink = new HttpUplink(server, TokenFile.readOrCreate(tokenFile), ca);
        Agent agent = Agent.start(how, MechanismRegistry.load());
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean ready = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent, asked, ready), "ipcscope-end"));
        try {
            options.open(agent.taps(), System.out);
        } catch (TapSpecException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        agent.connect(uplink);
        agent.awaitServer(ARRIVAL);
        System.out.println("ipcscope-agent: ready " + agent.name());
        System.out.flush();
        ready.set(true);
        asked.await();
        return 0;
    }

    private static int port(URI server) {
        return server.getPort() >= 0 ? server.getPort() : "https".equals(server.getScheme()) ? 443 : 80;
    }

    private String agentName() {
        if (name != null) {
            if (!SpoolFolder.isName(name)) {
                throw usage("--name takes 1 to 64 letters, digits and - _ ., not '" + name + "'");
            }
            return name;
        }
        try {
            String host = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return SpoolFolder.isName(host) ? host : "agent";
        } catch (UnknownHostException e) {
            return "agent";
        }
    }

    private CommandLine.ParameterException usage(String reason) {
        return new CommandLine.ParameterException(spec.commandLine(), reason);
    }

    /** The end: what can be delivered in time is, the rest is told. */
    private static void end(Agent agent, CountDownLatch asked, AtomicBoolean ready) {
        try {
            Counters left = agent.close(DRAIN);
            if (ready.get() && left.inSpool() + left.inMemory() > 0) {
                boolean one = left.inSpool() == 1;
                System.err.println("ipcscope-agent: " + left.inSpool()
                        + (one ? " message (" : " messages (") + left.inSpoolBytes()
                        + (one ? " bytes) stays in the spool " : " bytes) stay in the spool ") + agent.folder()
                        + (one ? " and is sent at the next start" : " and are sent at the next start"));
            }
            if (left.inMemory() > 0) {
                System.err.println("ipcscope-agent: " + left.inMemory()
                        + " messages could not be written to the spool and are lost: " + left.spoolError());
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("ipcscope-agent: the spool was not closed well: " + e.getMessage());
        }
        asked.countDown();
        System.err.flush();
        if (ready.get()) {
            Runtime.getRuntime().halt(0); // a signal ends Java with 128 + its number; this end was asked for
        }
    }
}
