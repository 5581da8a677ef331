package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.AgentVersion;
import dev.ipcscope.agent.cli.TapOptions;
import dev.ipcscope.agent.control.Agent;
import dev.ipcscope.agent.control.OwnAddress;
import dev.ipcscope.agent.files.PrivateFiles;
import dev.ipcscope.agent.files.TokenFile;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.outbox.SpoolFolder;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.Units;
import dev.ipcscope.server.app.Server;
import dev.ipcscope.server.app.ServerConfig;
import dev.ipcscope.server.security.AccessToken;
import dev.ipcscope.server.store.StoreLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the server with an agent in it, until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  serve --tap tcp:127.0.0.1:6380=127.0.0.1:6379     let the client use port 6380",
            "  serve --port 0 --data /tmp/x --tap-file taps.txt  one tap a line, # for comments",
            "  serve --host 0.0.0.0 --tls-keystore server.p12    for agents of other machines",
            "",
            "stdout gets one line a tap, 'tap SPEC open ENDPOINT', 'tap SPEC waiting REASON' or",
            "'tap SPEC failed REASON', and then 'ipcscope: ready URL'. Logs go to stderr."
        })
final class ServeCommand implements Callable<Integer> {

    private static final int HIGHEST_PORT = 65_535;
    private static final long LEAST_KEPT = 1 << 20;

    /** Who asks as soon as this server is ready gets what its own agent has, too. */
    private static final Duration ARRIVAL = Duration.ofSeconds(2);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7070",
            description = "Where to listen; 0 for any free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where captures are kept (default: ipcscope in the user's data folder).")
    private @Nullable Path data;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file with the token; made with mode 600 when it isn't there (default: DIR/token).")
    private @Nullable Path tokenFile;

    @Mixin
    private TapOptions taps;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "local",
            description = "What the agent in the server is called (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--keep-size",
            paramLabel = "SIZE",
            defaultValue = "20g",
            description = "Delete the oldest messages beyond this size on disk (default: ${DEFAULT-VALUE}).")
    private String keepSize;

    @Option(
            names = "--keep-age",
            paramLabel = "TIME",
            defaultValue = "30d",
            description = "Delete messages older than this (default: ${DEFAULT-VALUE}).")
    private String keepAge;

    @Mixin
    private ListenOptions listen;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Log to this file as well; at 10 MB it becomes FILE.1, up to FILE.4.")
    private @Nullable Path log;

    @Option(names = "--verbose", description = "Log more.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, CliException, InterruptedException {
        Logs.start(log, verbose);
        check();
        Path folder = data == null ? Folders.data() : data;
        PrivateFiles.createDirectories(folder);
        String token = TokenFile.readOrCreate(tokenFile == null ? Folders.token(folder) : tokenFile);
        MechanismRegistry mechanisms = MechanismRegistry.load();
        ServerConfig config = config(token);
        Server server = Server.start(folder, limits(), config, mechanisms);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean ready = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, ended, ready), "ipcscope-end"));
        tap(server, folder, mechanisms);
        System.out.println("ipcscope: ready " + server.url());
        System.err.println("ipcscope: open " + server.url() + "?token=" + token);
        ready.set(true);
        ended.await();
        return 0;
    }

    private void check() throws CliException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new CliException(CliException.USAGE, "--port takes a number from 0 to 65535, not " + port);
        }
        if (!SpoolFolder.isName(name)) {
            throw new CliException(
                    CliException.USAGE, "--name takes 1 to 64 letters, digits and - _ ., not '" + name + "'");
        }
    }

    private StoreLimits limits() throws CliException {
        try {
            long size = Units.size(keepSize);
            Duration age = Units.duration(keepAge);
            if (size < LEAST_KEPT || age.toSeconds() < 1) {
                throw new IllegalArgumentException("1m and 1s are the least");
            }
            return StoreLimits.DEFAULT.keeping(size, age);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--keep-size or --keep-age: " + e.getMessage());
        }
    }

    /** Runs an agent in this process and opens the taps. */
    private void tap(Server server, Path folder, MechanismRegistry mechanisms)
            throws IOException, CliException, InterruptedException {
        try {
            Agent agent = Agent.start(
                    new Agent.Options(
                            name,
                            taps.spool(folder.resolve("spool")),
                            taps.spoolMax(),
                            new OwnAddress(listen.host(), server.port()),
                            AgentVersion.text()),
                    mechanisms);
            server.embed(agent);
            taps.open(agent.taps(), System.out);
            agent.awaitServer(ARRIVAL);
        } catch (TapSpecException | IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private ServerConfig config(String token) throws IOException, CliException {
        try {
            return new ServerConfig(listen.host(), port, new AccessToken(token), listen.tls(), listen.names());
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static void stop(Server server, CountDownLatch ended, AtomicBoolean ready) {
        try {
            server.close();
        } catch (IOException | RuntimeException e) {
            System.err.println("ipcscope: not everything could be closed: " + e.getMessage());
        }
        ended.countDown();
        System.err.flush();
        if (ready.get()) {
            Runtime.getRuntime().halt(0); // a signal ends Java with 128 + its number; this end was asked for
        }
    }
}
