package dev.ipcscope.server.it;

import static dev.ipcscope.server.it.Messages.TO_CLIENT;
import static dev.ipcscope.server.it.Messages.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's jar in a Windows JVM under Wine taps a named pipe of Windows programs and sends to a Linux server. */
@Tag("windows")
class WindowsAgentIT {

    private static final Path SCRIPTS =
            Path.of("../samples/windows").toAbsolutePath().normalize();
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path PREFIX =
            Path.of("../agent/target/wine").toAbsolutePath().normalize();
    private static final Path PROGRAMS = TARGET.resolve("windows-programs");

    @TempDir
    Path folder;

    private final List<Launched> running = new ArrayList<>();
    private Ipcscope ipcscope;

    @BeforeEach
    void begin() throws Exception {
        Launched.run(folder, SCRIPTS.resolve("build.sh").toString(), PROGRAMS.toString());
        ipcscope = new Ipcscope(folder);
    }

    @AfterEach
    void end() throws Exception {
        running.forEach(Launched::close);
        Launched.run(folder, SCRIPTS.resolve("wine.sh").toString(), PREFIX.toString(), "--stop");
        ipcscope.close();
    }

    @Test
    void aPipeTappedOnWindowsIsReadOnTheServer() throws Exception {
        ipcscope.serve();
        Launched server = wine(
                PROGRAMS.resolve("pipeserver.exe").toString(), "it", "message", "sync", "255", "2", "duplex", "300");
        String serverPid =
                server.awaitLine("ready ").substring("ready ".length()).strip();
        Launched agent = agent("pipe:it-front=it?policy=block");
        assertThat(agent.awaitLine("tap pipe:")).contains(" open \\\\.\\pipe\\it-front");

        Launched client = wine(
                PROGRAMS.resolve("pipeclient.exe").toString(),
                "it-front",
                "message",
                "overlapped",
                "open",
                "s:0",
                "r:9",
                "s:70000",
                "r:4096",
                "x:bye close",
                "r:99",
                "r:99",
                "close");
        client.awaitLine("closed");
        assertThat(client.awaitLine("read error")).startsWith("read error 109");
        String clientPid = client.awaitLine("pid ").substring("pid ".length()).strip();

        // an agent is ready without its server: on a slow machine it may still be on its way to it
        Messages messages = Awaitility.await()
                .until(
                        () -> ipcscope.query("mech:pipe"),
                        found -> !found.kind("close").rows().isEmpty());
        assertThat(lengths(messages.data(TO_SERVER))).containsExactly(0L, 70_000L, 9L);
        assertThat(lengths(messages.data(TO_CLIENT))).containsExactly(0L, 70_000L, 10L);
        assertThat(messages.data(TO_SERVER).bytes()).startsWith(0, 31, 62);
        assertThat(messages.kind("open").rows()).hasSize(1);
        assertThat(messages.kind("gap").rows()).isEmpty();
        JsonNode row = messages.kind("close").rows().get(0);
        assertThat(row.path("agent").asText()).isEqualTo("windows");
        assertThat(row.path("client").path("pid").asText()).isEqualTo(clientPid);
        assertThat(row.path("client").path("name").asText()).isEqualTo("pipeclient.exe");
        assertThat(row.path("server").path("pid").asText()).isEqualTo(serverPid);
        assertThat(row.path("server").path("name").asText()).isEqualTo("pipeserver.exe");
    }

    /**
     * SIGTERM ends a Windows JVM under Wine at once, as TerminateProcess does on Windows: nothing is run at the end. So what
     * was recorded while the server was away has to be in the spool by itself.
     */
    @Test
    void anAgentThatIsEndedGoesOnWhereItWasWithTheTapsOfItsFile() throws Exception {
        Launched linux = ipcscope.serve();
        wine(PROGRAMS.resolve("pipeserver.exe").toString(), "it", "message", "sync", "255", "2", "duplex", "600")
                .awaitLine("ready ");
        wine(PROGRAMS.resolve("telemetry.exe").toString(), "Local\\ItTelemetry", "20", "600")
                .awaitLine("ready ");
        Path taps = Files.writeString(
                folder.resolve("taps"),
                "# in UTF-8\npipe:it-front=it?policy=block&name=Grüße\nmapping:Local\\ItTelemetry?every=20ms&layout="
                        + windowsPath(SCRIPTS.resolve("../layouts/telemetry.layout")) + "\n");
        Launched first = agentOf("--tap-file", windowsPath(taps));
        assertThat(first.awaitLine("tap pipe:")).endsWith(" open \\\\.\\pipe\\it-front");
        talk("it-front", 3_000);
        awaitCloses(1);
        long before = memoryAt("").get("id").asLong();

        linux.terminate();
        long spooled = spooled();
        talk("it-front", 50_000);
        Awaitility.await().until(() -> spooled() > spooled + 100_000);
        assertThat(first.terminate()).as("ended by a signal").isNotZero();

        ipcscope.serve();
        Launched second = agentOf("--tap-file", windowsPath(taps));
        second.awaitLine("tap mapping:");
        talk("it-front", 70_000);
        Messages messages = awaitCloses(3);
        assertThat(lengths(messages.data(TO_SERVER))).containsExactly(3_000L, 50_000L, 70_000L);
        assertThat(lengths(messages.data(TO_CLIENT))).containsExactly(3_000L, 50_000L, 70_000L);
        assertThat(messages.conversations()).hasSize(3);
        assertThat(messages.rows().stream().map(row -> row.path("id").asLong())).doesNotHaveDuplicates();

        JsonNode then = memoryAt("id:" + before);
        assertThat(then.get("id").asLong()).isEqualTo(before);
        assertThat(then.get("bytes").binaryValue()).hasSize(4_096).startsWith('T', 'E', 'L', 'E');
        Awaitility.await().untilAsserted(() -> {
            JsonNode now = memoryAt("");
            assertThat(now.get("conversation").asLong())
                    .isGreaterThan(then.get("conversation").asLong());
            assertThat(now.get("bytes").binaryValue())
                    .startsWith('T', 'E', 'L', 'E')
                    .isNotEqualTo(then.get("bytes").binaryValue());
        });
        assertThat(ask("query", "mech:mapping", "--at", ""))
                .containsPattern("000000  magic ")
                .contains("speed ")
                .contains("status ");
    }

    @Test
    void aServerUnderWindowsHasItsAgentInOneProcess() throws Exception {
        wine(PROGRAMS.resolve("pipeserver.exe").toString(), "it", "message", "sync", "255", "2", "duplex", "300")
                .awaitLine("ready ");
        Launched server = wine(
                "java",
                "-Xmx256m",
                "-jar",
                windowsPath(Path.of(Ipcscope.SERVER_JAR)),
                "serve",
                "--port",
                ipcscope.url().substring(ipcscope.url().lastIndexOf(':') + 1),
                "--data",
                windowsPath(folder.resolve("windows-data")),
                "--spool",
                windowsPath(folder.resolve("windows-spool")),
                "--token-file",
                windowsPath(folder.resolve("token")),
                "--tap",
                "pipe:it-front=it");
        server.awaitLine("ipcscope: ready ");
        talk("it-front", 5_000);
        Messages messages = Awaitility.await()
                .until(
                        () -> ipcscope.query("mech:pipe"),
                        found -> !found.kind("close").rows().isEmpty());
        assertThat(lengths(messages.data(TO_SERVER))).containsExactly(5_000L);
        assertThat(lengths(messages.data(TO_CLIENT))).containsExactly(5_000L);
        assertThat(ask("doctor")).containsPattern("note +rights +this agent runs as ");
    }

    @Test
    void aTypeLibraryOfWindowsIsBrowsedOnTheServer() throws Exception {
        String program = PROGRAMS.resolve("shelfserver.exe").toString();
        ipcscope.serve();
        wine(program, "-RegServer").awaitLine("registered 00000000");
        try {
            Launched agent = agent("com:Ipcscope.Shelf");
            agent.awaitLine("tap com:Ipcscope.Shelf open ");
            JsonNode shelf = Awaitility.await().until(this::shelf, found -> !found.isMissingNode());
            String query = "?agent=windows&mechanism=com&endpoint="
                    + URLEncoder.encode(shelf.path("name").asText(), StandardCharsets.UTF_8);
            assertThat(parameters(ipcscope.json("/api/offer" + query).at("/offer/groups"), "IShelf", "Describe"))
                    .startsWith("title", "pages", "author");
            assertThat(ipcscope.get("/offer" + query)).contains("IShelf", "Describe(", "title", "ShelfEvents", "Rung(");
        } finally {
            wine(program, "-UnregServer").awaitLine("unregistered 00000000");
        }
    }

    private static List<String> parameters(JsonNode groups, String type, String method) {
        List<String> names = new ArrayList<>();
        for (JsonNode group : groups) {
            for (JsonNode member : group.path("members")) {
                if (group.path("name").asText().equals(type)
                        && member.path("name").asText().equals(method)) {
                    member.path("parameters")
                            .forEach(parameter ->
                                    names.add(parameter.path("name").asText()));
                }
            }
        }
        return names;
    }

    private JsonNode shelf() throws Exception {
        for (JsonNode endpoint : ipcscope.json("/api/endpoints?agent=windows").path("endpoints")) {
            if (endpoint.path("mechanism").asText().equals("com")
                    && endpoint.at("/facts/title").asText().equals("ipcscope sample shelf")) {
                return endpoint;
            }
        }
        return MissingNode.getInstance();
    }

    /** Lets a client say so many bytes and read them back. */
    private void talk(String pipe, int size) throws Exception {
        Launched client = wine(
                PROGRAMS.resolve("pipeclient.exe").toString(),
                pipe,
                "message",
                "sync",
                "open",
                "s:" + size,
                "r:" + size,
                "close");
        client.awaitLine("read " + size);
        client.awaitLine("closed");
    }

    private Messages awaitCloses(int number) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> ipcscope.query("mech:pipe"),
                        found -> found.kind("close").rows().size() == number);
    }

    /** The Windows mapping as it was. */
    private JsonNode memoryAt(String moment) throws Exception {
        return new ObjectMapper().readTree(ask("query", "mech:mapping", "--at", moment, "--format", "jsonl"));
    }

    /** Bytes in the Windows agent's spool. */
    private long spooled() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("windows-spool"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private String ask(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(Ipcscope.JAVA, "-jar", Ipcscope.SERVER_JAR));
        all.addAll(List.of(command));
        all.addAll(List.of("--server", ipcscope.url(), "--token-file", ipcscope.token()));
        return Launched.run(folder, all.toArray(String[]::new));
    }

    private Launched agent(String tap) throws Exception {
        return agentOf("--tap", tap);
    }

    private Launched agentOf(String... taps) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "java",
                "-Xmx256m",
                "-jar",
                windowsPath(Path.of(System.getProperty("ipcscope.agent.jar"))),
                "--server",
                ipcscope.url(),
                "--name",
                "windows",
                "--spool",
                windowsPath(folder.resolve("windows-spool")),
                "--token-file",
                windowsPath(folder.resolve("token"))));
        command.addAll(List.of(taps));
        Launched agent = wine(command.toArray(String[]::new));
        agent.awaitLine("ipcscope-agent: ready windows");
        return agent;
    }

    private Launched wine(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(SCRIPTS.resolve("wine.sh").toString(), PREFIX.toString()));
        all.addAll(List.of(command));
        Launched launched = Launched.start(folder, all.toArray(String[]::new));
        running.add(launched);
        return launched;
    }

    private static List<Long> lengths(Messages messages) {
        return messages.rows().stream().map(row -> row.path("length").asLong()).toList();
    }

    private static String windowsPath(Path path) {
        return "Z:" + path.toAbsolutePath().normalize().toString().replace('/', '\\');
    }
}
