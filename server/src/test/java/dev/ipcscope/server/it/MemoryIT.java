package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code query --at}: shared memory as it was. */
class MemoryIT {

    @TempDir
    Path folder;

    private Ipcscope ipcscope;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        ipcscope = new Ipcscope(folder);
        file = Files.write(folder.resolve("memory"), new byte[64]);
    }

    @AfterEach
    void end() {
        ipcscope.close();
    }

    @Test
    void anyMomentOfAMappingIsPrinted() throws Exception {
        Path layout = Files.writeString(folder.resolve("a.layout"), "8 u16 count\n16 utf8[8] state\n");
        ipcscope.serve("mapping:" + file + "?every=10ms&layout=" + layout);
        awaitSnapshots(1);
        write(8, new byte[] {5});
        awaitSnapshots(2);
        write(16, new byte[] {'u', 'p'});
        awaitSnapshots(3);
        List<Long> ids = new ArrayList<>();
        ipcscope.query("kind:snapshot")
                .rows()
                .forEach(message -> ids.add(message.get("id").asLong()));

        Ended newest = at("", "text");
        assertThat(newest.code()).isZero();
        assertThat(newest.out())
                .startsWith("mapping " + file + ", 64 bytes, conversation ")
                .contains("previous id:" + ids.get(1))
                .containsPattern("000008  count +u16 +5")
                .containsPattern("000010\\* state +utf8\\[8] +\"up\"   before: \"\"")
                .contains("75*70*00");
        JsonNode second = json(at("id:" + ids.get(1), "jsonl"));
        assertThat(second.get("id").asLong()).isEqualTo(ids.get(1));
        assertThat(second.get("previous").asLong()).isEqualTo(ids.get(0));
        assertThat(second.get("next").asLong()).isEqualTo(ids.get(2));
        assertThat(second.get("bytes").binaryValue()[8]).isEqualTo((byte) 5);
        assertThat(second.get("bytes").binaryValue()[16]).isZero();
        JsonNode byTime = json(at(second.get("time").asText(), "jsonl"));
        assertThat(byTime).isEqualTo(second);

        Path other = Files.writeString(folder.resolve("b.layout"), "9 u8 other\n");
        assertThat(at("", "text", "--layout", other.toString()).out())
                .containsPattern("000009  other +u8 +0")
                .doesNotContain("state");
        assertThat(ipcscope.query("kind:snapshot").rows().get(1).get("summary").asText())
                .contains("count 5");
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        ipcscope.serve("mapping:" + file + "?every=10ms");
        awaitSnapshots(1);
        assertRefused("at: 'noon' is not a time", at("noon", "text"));
        for (String format : List.of("text", "jsonl")) {
            Ended before = at("2001-01-01", format);
            assertThat(before.code()).isZero();
            assertThat(before.out()).isEmpty();
            assertThat(before.err()).contains("no shared memory was recorded up to then");
        }
        assertRefused("memory is told as jsonl or text", at("", "csv"));
        Path wrong = Files.writeString(folder.resolve("b.layout"), "9 u9 other\n");
        assertRefused("b.layout, line 1: no type 'u9'", at("", "text", "--layout", wrong.toString()));
        assertRefused("--layout, --offset and --length go with --at", query("--layout", wrong.toString()));
    }

    @Test
    void aLargeMemoryIsRebuiltWithLittleHeapOrRefusedInWords() throws Exception {
        byte[] memory = new byte[64 << 20];
        new SplittableRandom(5).nextBytes(memory);
        Files.write(file, memory);
        Launched server = ipcscope.heap("-Xmx200m").serve();
        Launched agent = ipcscope.agent("mapping:" + file + "?every=1s");
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(
                        () -> assertThat(get("/api/memory?length=16").body()).isNotEmpty());
        agent.terminate();
        HttpResponse<String> whole = get("/api/memory?length=" + memory.length);
        assertThat(whole.statusCode()).as(() -> head(whole)).isEqualTo(200);
        int bytes = whole.body().indexOf("\"bytes\":\"") + 9;
        assertThat(Arrays.equals(
                        Base64.getDecoder()
                                .decode(whole.body()
                                        .substring(bytes, whole.body().indexOf('"', bytes))),
                        memory))
                .isTrue();
        assertThat(get("/memory/1").body()).contains("67,108,864 bytes");
        server.terminate();

        ipcscope.heap("-Xmx96m").serve();
        String words = "MiB are free: start the server with a larger -Xmx (it has 96 MiB), or ask for fewer bytes";
        HttpResponse<String> refused = get("/api/memory?length=" + memory.length);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body())
                .startsWith("{\"error\":\"to rebuild 67108864 bytes of " + file + " takes ")
                .contains(words);
        HttpResponse<String> page = get("/memory/1");
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("The memory can’t be shown now").contains(words);
        Ended printed = at("", "text");
        assertThat(printed.code()).isEqualTo(3);
        assertThat(printed.out()).isEmpty();
        assertThat(printed.err()).contains(words);
        Ended part = at("", "jsonl", "--offset", "67108000", "--length", "16");
        assertThat(json(part).get("bytes").binaryValue()).isEqualTo(Arrays.copyOfRange(memory, 67_108_000, 67_108_016));
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ipcscope.url() + path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(Path.of(ipcscope.token())).strip())
                .header("Accept", "text/html")
                .timeout(Duration.ofSeconds(60))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String head(HttpResponse<String> answer) {
        return answer.body().substring(0, Math.min(500, answer.body().length()));
    }

    private void write(int at, byte[] bytes) throws IOException {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(at).write(java.nio.ByteBuffer.wrap(bytes));
        }
    }

    private void awaitSnapshots(int count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(
                        () -> assertThat(ipcscope.query("kind:snapshot").rows()).hasSize(count));
    }

    private Ended at(String moment, String format, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("--at", moment, "--format", format));
        all.addAll(List.of(more));
        return query(all.toArray(String[]::new));
    }

    private Ended query(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Ipcscope.JAVA,
                "-jar",
                Ipcscope.SERVER_JAR,
                "query",
                "mech:mapping",
                "--server",
                ipcscope.url(),
                "--token-file",
                ipcscope.token()));
        command.addAll(List.of(arguments));
        return Ended.run(folder, command.toArray(String[]::new));
    }

    private static JsonNode json(Ended ended) throws IOException {
        assertThat(ended.code()).as(ended.err()).isZero();
        return new ObjectMapper().readTree(ended.out());
    }

    private static void assertRefused(String words, Ended ended) {
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(words);
    }
}
