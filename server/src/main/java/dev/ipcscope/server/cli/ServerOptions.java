package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.ServerUrl;
import dev.ipcscope.agent.files.TokenFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the commands that ask a server find it. */
final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:7070",
            description = "Where the server is (default: ${DEFAULT-VALUE}).")
    private String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file with the token; it is only read (default: 'token' in the user's data folder).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "For https: the certificate (PEM) that the server's is signed with, or is.")
    private @Nullable Path ca;

    ApiClient connect() throws IOException, CliException {
        URI url;
        try {
            url = ServerUrl.of(server);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--server: " + e.getMessage());
        }
        Path file = tokenFile == null ? Folders.token(Folders.data()) : tokenFile;
        return new ApiClient(url, TokenFile.read(file), ca);
    }
}
