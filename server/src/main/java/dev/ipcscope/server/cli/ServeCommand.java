package dev.ipcscope.server.cli;

import dev.ipcscope.agent.files.PrivateFiles;
import dev.ipcscope.agent.files.TokenFile;
import dev.ipcscope.server.app.Server;
import dev.ipcscope.server.app.ServerConfig;
import dev.ipcscope.server.security.AccessToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
        Path folder = data == null ? Folders.data() : data;
        PrivateFiles.createDirectories(folder);
        String token = TokenFile.readOrCreate(tokenFile == null ? Folders.token(folder) : tokenFile);
        ServerConfig config = config(token);
        CountDownLatch ended = new CountDownLatch(1);
        Server server = Server.start(folder, config, Mechanisms.all());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, ended), "stop"));
        System.out.println("ipcscope: ready " + server.url());
        System.err.println("ipcscope: open " + server.url() + "?token=" + token);
        ended.await();
        return 0;
    }

    private ServerConfig config(String token) throws IOException, CliException {
        try {
            return new ServerConfig(listen.host(), port, new AccessToken(token), listen.tls(), listen.names());
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static void stop(Server server, CountDownLatch ended) {
        try {
            server.close();
        } catch (IOException | RuntimeException e) {
            System.err.println("ipcscope: not everything could be closed: " + e.getMessage());
        }
        ended.countDown();
    }
}
