package dev.ipcscope.server.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One installation: a data folder, a token, a server that can be started again, agents. Closing ends all. */
final class Ipcscope implements AutoCloseable {

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    static final String SERVER_JAR = jar("ipcscope.jar");
    static final String AGENT_JAR = jar("ipcscope.agent.jar");

    private final Path folder;
    private final int port;
    private final List<Launched> started = new ArrayList<>();
    private String heap = "-Xmx256m";

    /** An installation in this folder; its server always has the same port. */
    Ipcscope(Path folder) throws IOException {
        this.folder = folder;
        this.port = freePort();
    }

    /** Servers that are started from here on get so much heap, as in {@code -Xmx200m}. */
    Ipcscope heap(String option) {
        heap = option;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts the server, with an embedded agent that opens these taps, and waits until it is ready. */
    Launched serve(String... taps) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                heap,
                "-jar",
                SERVER_JAR,
                "serve",
                "--port",
                String.valueOf(port),
                "--data",
                folder.resolve("data").toString(),
                "--spool",
                folder.resolve("server-spool").toString(),
                "--token-file",
                token()));
        return ready("ipcscope: ready ", command, taps);
    }

    /** Starts an agent of its own that opens these taps, and waits until it is ready. */
    Launched agent(String... taps) throws IOException {
        return agent(List.of(), taps);
    }

    /** The same by these words before the command, which limit what it may. */
    Launched agent(List<String> limits, String... taps) throws IOException {
        List<String> command = new ArrayList<>(limits);
        command.addAll(List.of(
                JAVA,
                "-Xmx256m",
                "-jar",
                AGENT_JAR,
                "--server",
                url(),
                "--name",
                "tapper",
                "--spool",
                folder.resolve("agent-spool").toString(),
                "--token-file",
                token()));
        return ready("ipcscope-agent: ready ", command, taps);
    }

    /** All messages that match, as {@code query} prints them. */
    Messages query(String filter) throws Exception {
        return Messages.of(Launched.run(
                folder,
                new byte[0],
                JAVA,
                "-jar",
                SERVER_JAR,
                "query",
                filter,
                "--server",
                url(),
                "--token-file",
                token(),
                "--format",
                "jsonl"));
    }

    /** What the server answers at this path. */
    String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(Path.of(token())).strip())
                .timeout(Duration.ofSeconds(60))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The same as JSON. */
    JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path));
    }

    /** Where the tap of this mechanism listens, from what the process said. */
    static String endpoint(Launched process, String mechanism) {
        String line = process.awaitLine("tap " + mechanism + ":");
        int open = line.lastIndexOf(" open ");
        if (open < 0) {
            throw new AssertionError(line);
        }
        return line.substring(open + " open ".length());
    }

    /** The port of an endpoint such as {@code 127.0.0.1:4711}. */
    static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    /** A port that nobody listens on at this moment. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        Collections.reverse(started);
        started.forEach(Launched::close);
    }

    /** Starts something else that is closed with the rest. */
    Launched start(String... command) throws IOException {
        Launched process = Launched.start(folder, command);
        started.add(process);
        return process;
    }

    private Launched ready(String prefix, List<String> command, String... taps) throws IOException {
        if (taps.length > 0) {
            Path file = Files.createTempFile(folder, "taps", ".txt");
            Files.write(file, List.of(taps), StandardCharsets.UTF_8);
            command.addAll(List.of("--tap-file", file.toString()));
        }
        Launched process = start(command.toArray(String[]::new));
        process.awaitLine(prefix);
        return process;
    }

    /** The token's file; it is there as soon as a server or agent was started. */
    String token() {
        return folder.resolve("token").toString();
    }

    private static String jar(String property) {
        String jar = System.getProperty(property);
        if (jar == null || !Files.isRegularFile(Path.of(jar))) {
            throw new IllegalStateException(
                    "-D" + property + " names no file: " + jar + "; run mvn verify, or package first");
        }
        return jar;
    }
}
