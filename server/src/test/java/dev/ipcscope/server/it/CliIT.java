package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms that scripts rely on, all under {@code LC_ALL=C}. */
class CliIT {

    @TempDir
    Path folder;

    private Ipcscope ipcscope;

    @BeforeEach
    void begin() throws IOException {
        ipcscope = new Ipcscope(folder);
    }

    @AfterEach
    void end() {
        ipcscope.close();
    }

    @Test
    void serveSaysEachTapAndThenExactlyThatItIsReady() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = Files.writeString(
                    folder.resolve("taps"),
                    "# three taps\n\n" + "tcp:127.0.0.1:0=127.0.0.1:9\n" + "mapping:" + folder.resolve("later")
                            + "?every=20ms\n" + "tcp:127.0.0.1:" + taken.getLocalPort() + "=127.0.0.1:9\n");
            Launched server = ipcscope.start(serve("--port", "0", "--tap-file", file.toString()));
            server.awaitLine("ipcscope: ready ");
            List<String> lines = server.out().lines().toList();
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0))
                    .matches("tap tcp:127\\.0\\.0\\.1:\\d+=127\\.0\\.0\\.1:9 open 127\\.0\\.0\\.1:[1-9]\\d+");
            assertThat(lines.get(1)).startsWith("tap mapping:" + folder.resolve("later") + "?every=20ms waiting ");
            assertThat(lines.get(2))
                    .startsWith("tap tcp:127.0.0.1:" + taken.getLocalPort() + "=127.0.0.1:9 failed ")
                    .contains("in use");
            assertThat(lines.get(3)).matches("ipcscope: ready http://127\\.0\\.0\\.1:[1-9]\\d+/?");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("token"))))
                    .isEqualTo("rw-------");
            String url = lines.get(3).substring("ipcscope: ready ".length());
            assertThat(query("", "--server", url, "--count").out()).matches("\\d+\n");
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void theHelpOfAQueryExplainsTheTermsOfAFilter() throws Exception {
        Ended help = Ended.run(folder, ipcscope("query", "--help"));
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Examples:", "hex", "conversation", "4d5a", "inside them \"\" is one quote");
    }

    @Test
    void anAgentIsReadyWithoutItsServerAndKeepsWhatItHasForTheNextStart() throws Exception {
        Path watched = Files.writeString(folder.resolve("watched"), "told later");
        Launched agent = ipcscope.agent("mapping:" + watched + "?every=20ms");
        assertThat(agent.out().lines())
                .containsExactly(
                        "tap mapping:" + watched + "?every=20ms open " + watched, "ipcscope-agent: ready tapper");
        org.awaitility.Awaitility.await().until(() -> agent.err().contains("Nothing reaches the server"));
        assertThat(agent.terminate()).isZero();
        assertThat(agent.err()).containsPattern("ipcscope-agent: \\d+ messages \\(\\d+ bytes\\) stay in the spool ");

        ipcscope.serve();
        ipcscope.agent();
        org.awaitility.Awaitility.await()
                .pollInterval(java.time.Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(ipcscope.query("kind:snapshot").bytes())
                        .isEqualTo("told later".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void exitCodesTellUsageFromEnvironment() throws Exception {
        String[] away = {"--server", "http://127.0.0.1:1"};
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        assertEnds(2, "FILTER", ipcscope("query"));
        assertEnds(2, "--frobnicate", ipcscope("query", "", "--frobnicate"));
        assertEnds(2, "tcp:nonsense", serve("--tap", "tcp:nonsense"));
        assertEnds(2, "own", agent("http://127.0.0.1:7070", "--tap", "tcp:127.0.0.1:0=127.0.0.1:7070"));
        assertEnds(2, "--port takes", serve("--port", "70000"));
        assertEnds(2, "--name takes", serve("--name", "a/b"));
        assertEnds(2, "the least", serve("--keep-size", "0"));
        assertEnds(3, "tap file " + folder + " can't be read", serve("--tap-file", folder.toString()));
        Path wrong = Files.writeString(folder.resolve("wrong"), "# a comment\ntcp:127.0.0.1:0=127.0.0.1:1\nnosuch:x\n");
        assertEnds(2, wrong + " line 3: tap nosuch:x: no mechanism", serve("--tap-file", wrong.toString()));
        assertEnds(3, "none: there is no such file", agent("https://127.0.0.1:1", "--ca", "none"));
        assertEnds(2, "--name", agent("http://127.0.0.1:1", "--name", "a/b"));
        assertEnds(2, "ftp://x", agent("ftp://x"));
        assertEnds(2, "http://127.0.0.1:99999", agent("http://127.0.0.1:99999"));
        for (String url : List.of("127.0.0.1:7070", "http://127.0.0.1:99999", "http://127.0.0.1:1/deeper", "http://")) {
            assertEnds(
                    2,
                    "write http://HOST:PORT",
                    ipcscope("query", "", "--server", url, "--token-file", token.toString()));
        }
        assertEnds(2, "--tls-keystore", serve("--host", "0.0.0.0"));
        assertEnds(3, "no server answers", ipcscope("query", "", away[0], away[1], "--token-file", token.toString()));
        assertEnds(3, "there is no token file", ipcscope("query", "", "--token-file", "absent"));
        assertEnds(3, "there is no token file", ipcscope("tail", "--token-file", "absent"));
        assertEnds(3, "there is no token file", ipcscope("tap", "list", "--token-file", "absent"));
        assertThat(folder.resolve("absent")).doesNotExist();
        assertEnds(3, "none.txt", serve("--tap-file", "none.txt"));
        assertEnds(3, "token file . can't be read", ipcscope("query", "", "--token-file", "."));
    }

    @Test
    void whatAServerRefusesIsSaidInItsOwnWords() throws Exception {
        ipcscope.serve();
        String[] there = {"--server", ipcscope.url(), "--token-file", ipcscope.token()};
        String spec = "tcp:127.0.0.1:0=127.0.0.1:9";
        assertEnds(2, "no agent has a tap", ipcscope("tap", "close", spec, there[0], there[1], there[2], there[3]));
        assertEnds(
                2, "no agent 'nobody'", ipcscope("list", "--agent", "nobody", there[0], there[1], there[2], there[3]));
        assertEnds(2, "no format 'xml'", ipcscope("tail", "--format", "xml", there[0], there[1], there[2], there[3]));
        try (ServerSocket other = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answerWithHello(other));
            answers.start();
            String url = "http://127.0.0.1:" + other.getLocalPort();
            assertEnds(3, "is not ipcscope's server", ipcscope("tap", "list", "--server", url, there[2], there[3]));
            answers.join();
        }
    }

    private static void answerWithHello(ServerSocket server) {
        try (Socket client = server.accept()) {
            assertThat(client.getInputStream().read(new byte[8192])).isPositive();
            write(client, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFolderThatJavaCanNotNameHereIsAnErrorOfTheEnvironment() throws Exception {
        assertEnds(3, "dä日", serve("--spool", "dä日"));
        assertEnds(3, "LC_ALL=C.UTF-8", agent("http://127.0.0.1:1", "--spool", "spül"));
        assertEnds(3, "tökén", ipcscope("query", "", "--token-file", "tökén"));
        String jar = Ipcscope.AGENT_JAR;
        Ended elsewhere = Ended.run(
                folder,
                "bash",
                "-c",
                "mkdir ö && cd ö && " + Ipcscope.JAVA + " -jar " + Path.of(jar).toAbsolutePath() + " --help");
        assertThat(elsewhere.code()).isEqualTo(3);
        assertThat(elsewhere.err()).contains("LC_ALL=C.UTF-8").doesNotContain("\tat ");
    }

    @Test
    void namesInATapFileMayHaveAnyCharacters() throws Exception {
        Ended.run(folder, "mkfifo", "日");
        Ended.run(folder, "bash", "-c", "printf 'shared' > mäp日");
        Launched server = ipcscope.serve(
                "fifo:" + folder + "/ü=" + folder + "/日",
                "unix:@ü日-" + ipcscope.token() + "=@nobody",
                "mapping:" + folder + "/mäp日");
        assertThat(server.awaitLine("tap mapping:"))
                .isEqualTo("tap mapping:" + folder + "/mäp日 open " + folder + "/mäp日");
        assertThat(server.awaitLine("tap fifo:"))
                .isEqualTo("tap fifo:" + folder + "/ü=" + folder + "/日 open " + folder + "/ü");
        assertThat(server.awaitLine("tap unix:")).contains("@ü日-");
        Ended told = Ended.run(folder, "bash", "-c", "timeout 20 cat 日 & echo 日本 > ü; wait");
        assertThat(told.out()).isEqualTo("日本\n");
        Ended found = query("endpoint:ü kind:data", "--format", "jsonl");
        assertThat(Messages.of(found.out()).bytes()).isEqualTo("日本\n".getBytes(StandardCharsets.UTF_8));
        assertThat(found.out()).contains("/ü\"");
        Ended mapped = query("endpoint:mäp日 kind:snapshot", "--format", "jsonl");
        assertThat(Messages.of(mapped.out()).bytes()).isEqualTo("shared".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void queryPrintsWhatIsAskedFor() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Launched server = ipcscope.serve("tcp:127.0.0.1:0=127.0.0.1:" + target.getLocalPort());
            talk(target, Ipcscope.port(Ipcscope.endpoint(server, "tcp")));
        }
        Messages all = ipcscope.query("");
        assertThat(all.rows())
                .extracting(row -> row.path("kind").asText())
                .containsExactly("open", "data", "data", "close");
        assertThat(all.rows()).extracting(row -> row.path("id").asLong()).isSorted();
        assertLine(all.rows().get(1));
        assertThat(query("", "--count").out()).isEqualTo("4\n");
        assertThat(query("hex:ffff", "--count").out()).isEqualTo("0\n");
        assertThat(query("hex:ffff")).isEqualTo(new Ended(0, "", ""));
        long first = all.rows().get(0).path("id").asLong();
        Messages two = Messages.of(query("", "--format", "jsonl", "--after", first + "", "--limit", "2")
                .out());
        assertThat(two.rows()).extracting(row -> row.path("kind").asText()).containsExactly("data", "data");
        assertThat(query("", "--capture", "none").code()).isEqualTo(2);
        String capture = all.rows().get(0).path("capture").asText();
        assertThat(query("", "--capture", capture, "--count").out()).isEqualTo("4\n");
        List<String> csv = query("kind:data", "--format", "csv").lines();
        assertThat(csv).hasSize(3);
        assertThat(csv.get(0)).startsWith("id,");
        assertThat(query("kind:data").out()).contains("hello").doesNotContain("\u001b");
        Ended wrong = query("mech:tcp len>x");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("column ");
        assertThat(query("", "--format", "xml").code()).isEqualTo(2);
    }

    @Test
    void whoeverHasReadEnoughMayGo() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Launched server = ipcscope.serve("tcp:127.0.0.1:0=127.0.0.1:" + target.getLocalPort());
            int port = Ipcscope.port(Ipcscope.endpoint(server, "tcp"));
            for (int i = 0; i < 300; i++) {
                talk(target, port);
            }
        }
        String command = String.join(" ", ipcscope("query", "''", "--server", ipcscope.url(), "--token-file", "token"));
        Ended head = Ended.run(folder, "bash", "-c", command + " --format jsonl | head -1; echo ${PIPESTATUS[0]}");
        assertThat(head.err()).isEmpty();
        assertThat(head.lines()).hasSize(2);
        assertThat(head.lines().get(1)).isEqualTo("0");
    }

    private static void assertLine(JsonNode line) {
        List<String> names = new ArrayList<>();
        line.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .contains("id", "capture", "time", "mono", "agent", "agentSeq", "mechanism", "endpoint", "conversation")
                .contains("direction", "kind", "length", "client", "server", "payload", "summary")
                .doesNotContain("kept", "gap", "error", "ranges");
        assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
        assertThat(line.path("agent").asText()).isEqualTo("local");
        assertThat(line.path("direction").asText()).isEqualTo(Messages.TO_SERVER);
        assertThat(line.path("length").asInt()).isEqualTo(6);
        assertThat(Messages.payload(line)).isEqualTo("hello\n".getBytes(StandardCharsets.US_ASCII));
        List<String> process = new ArrayList<>();
        line.path("client").fieldNames().forEachRemaining(process::add);
        assertThat(process).contains("pid", "tid", "name", "path", "command", "user");
    }

    /** A client says hello and is answered with a terminal escape; both hang up. */
    private static void talk(ServerSocket target, int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket accepted = target.accept()) {
            write(client, "hello\n");
            InputStream in = accepted.getInputStream();
            assertThat(in.readNBytes(6)).hasSize(6);
            write(accepted, "\u001b[31mred\n");
            assertThat(client.getInputStream().readNBytes(9)).hasSize(9);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void assertEnds(int code, String reason, String... command) throws Exception {
        Ended ended = Ended.run(folder, command);
        assertThat(ended.err()).as("%s", List.of(command)).contains(reason).doesNotContain("\tat ");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    }

    private Ended query(String filter, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("query", filter, "--token-file", ipcscope.token()));
        if (!List.of(options).contains("--server")) {
            command.addAll(List.of("--server", ipcscope.url()));
        }
        command.addAll(List.of(options));
        return Ended.run(folder, ipcscope(command.toArray(String[]::new)));
    }

    private static String[] ipcscope(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Ipcscope.JAVA, "-jar", absolute(Ipcscope.SERVER_JAR)));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private String[] serve(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("serve", "--data", folder.resolve("data").toString(), "--token-file", ipcscope.token()));
        if (!List.of(arguments).contains("--port")) {
            command.addAll(List.of("--port", "0"));
        }
        command.addAll(List.of(arguments));
        return ipcscope(command.toArray(String[]::new));
    }

    private String[] agent(String server, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Ipcscope.JAVA, "-jar", absolute(Ipcscope.AGENT_JAR), "--server", server, "--token-file", "token"));
        if (!List.of(arguments).contains("--spool")) {
            command.addAll(List.of("--spool", folder.resolve("spool").toString()));
        }
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static String absolute(String jar) {
        return Path.of(jar).toAbsolutePath().toString();
    }
}
