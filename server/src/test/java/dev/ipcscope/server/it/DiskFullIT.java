package dev.ipcscope.server.it;

import static dev.ipcscope.server.it.Messages.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk of the spool, or of the store, is full under load: nothing is lost unsaid, and no restart is needed. */
@Tag("programs")
class DiskFullIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private PositionStream stream;
    private Ipcscope ipcscope;
    private SmallDisk disk;

    @BeforeEach
    void begin() throws IOException {
        stream = new PositionStream();
        ipcscope = new Ipcscope(folder);
    }

    @AfterEach
    void end() throws Exception {
        stream.close();
        ipcscope.close();
        disk.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void underGapTrafficGoesOnAndWhatTheSpoolCouldNotTakeIsCounted(boolean serverAway) throws Exception {
        disk = new SmallDisk(folder.resolve("agent-spool"), 16);
        Launched server = begin("gap");
        if (serverAway) {
            server.terminate();
            awaitReceived(80);
            ipcscope.serve();
        } else {
            awaitSpoolError();
            await().atMost(LIMIT).until(() -> {
                disk.fill();
                return dropped(agent()) > 0;
            });
            awaitReceived(10);
            disk.free();
        }
        await().atMost(LIMIT)
                .until(() -> agent().path("counters").path("gaps").asLong() > 0
                        && agent().path("counters").path("spoolError").asText().isEmpty());
        awaitReceived(5);
        stream.stop();

        Messages messages = ipcscope.query("");
        assertThat(messages.kind("gap").rows()).isNotEmpty().allSatisfy(gap -> {
            assertThat(gap.path("gap").path("count").asLong()).isPositive();
            assertThat(gap.path("gap").path("reason").asText()).contains("No space left on device");
        });
        assertOnlyGapsAreMissing(messages);
        long lost = messages.kind("gap").rows().stream()
                .mapToLong(gap -> gap.path("gap").path("count").asLong())
                .sum();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(dropped(agent())).isEqualTo(lost));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void underBlockTrafficWaitsAndNothingIsLost(boolean serverAway) throws Exception {
        disk = new SmallDisk(folder.resolve("agent-spool"), 16);
        Launched server = begin("block");
        if (serverAway) {
            server.terminate();
            awaitStandstill(() -> {});
            ipcscope.serve();
        } else {
            awaitSpoolError();
            awaitStandstill(disk::fill);
            disk.free();
        }
        awaitReceived(20);
        stream.stop();
        await().atMost(LIMIT)
                .until(() ->
                        agent().path("counters").path("spoolError").asText().isEmpty());

        Messages messages = ipcscope.query("");
        assertThat(messages.kind("gap").rows()).isEmpty();
        assertOnlyGapsAreMissing(messages);
    }

    @Test
    void aFullDiskOfTheStoreIsSaidAndEverythingIsStoredWhenThereIsRoom() throws Exception {
        disk = new SmallDisk(folder.resolve("data"), 200);
        begin("gap");
        await().atMost(LIMIT).until(() -> {
            disk.fill();
            return get("/api/status").path("error").asText().contains("free some space")
                    && agent().path("counters").path("uplinkError").asText().contains("free some space");
        });
        awaitReceived(5);
        disk.free();
        awaitReceived(5);
        stream.stop();

        Messages messages = ipcscope.query("");
        assertThat(messages.kind("gap").rows()).isEmpty();
        assertOnlyGapsAreMissing(messages);
        assertThat(get("/api/status").path("error").asText()).isEmpty();
    }

    /** A server, and an agent with the tap, through which something has gone. */
    private Launched begin(String policy) throws Exception {
        Launched server = ipcscope.serve();
        Launched agent = ipcscope.agent("tcp:127.0.0.1:0=" + stream.target() + "?policy=" + policy);
        stream.start(Ipcscope.port(Ipcscope.endpoint(agent, "tcp")));
        awaitReceived(2);
        return server;
    }

    private void awaitReceived(long megabytes) {
        long goal = stream.received() + megabytes * MEGABYTE;
        await().atMost(LIMIT).until(() -> stream.received() >= goal);
    }

    private void awaitSpoolError() {
        await().atMost(LIMIT).until(() -> {
            disk.fill();
            return agent().path("counters").path("spoolError").asText().contains("No space left on device");
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Nothing arrives for two seconds. */
    private void awaitStandstill(Step each) {
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(2)).until(new java.util.concurrent.Callable<>() {
            private long before = -1;

            @Override
            public Boolean call() throws IOException {
                each.run();
                long last = before;
                before = stream.received();
                return before == last;
            }
        });
    }

    private JsonNode agent() throws Exception {
        for (JsonNode agent : get("/api/agents").path("agents")) {
            if (agent.path("name").asText().equals("tapper")) {
                return agent;
            }
        }
        return json.missingNode(); // not connected yet
    }

    private static long dropped(JsonNode agent) {
        long sum = 0;
        for (JsonNode count : agent.path("counters").path("dropped")) {
            sum += count.asLong();
        }
        return sum;
    }

    private JsonNode get(String path) throws Exception {
        String token = Files.readString(Path.of(ipcscope.token())).strip();
        HttpRequest request = HttpRequest.newBuilder(URI.create(ipcscope.url() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return json.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** What is stored is the stream, with holes where a gap is said and nowhere else, and with its end. */
    private void assertOnlyGapsAreMissing(Messages messages) {
        long at = 0;
        boolean gap = false;
        for (JsonNode row : messages.rows()) {
            if (row.path("kind").asText().equals("gap")) {
                gap = true;
            } else if (row.path("kind").asText().equals("data")) {
                assertThat(row.path("direction").asText()).isEqualTo(TO_SERVER);
                byte[] bytes = Messages.payload(row);
                long position = PositionStream.position(bytes, at);
                assertThat(position).as("row %s", row.path("id")).isGreaterThanOrEqualTo(at);
                assertThat(position == at || gap)
                        .as("bytes %d to %d are missing before row %s", at, position, row.path("id"))
                        .isTrue();
                at = position + bytes.length;
                gap = false;
            }
        }
        assertThat(at).isEqualTo(stream.sent());
        assertThat(stream.received()).isEqualTo(stream.sent());
    }
}
