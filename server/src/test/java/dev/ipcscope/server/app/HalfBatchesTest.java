package dev.ipcscope.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ipcscope.server.api.Api;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.ingest.IngestRoutes;
import dev.ipcscope.server.ingest.Intake;
import dev.ipcscope.server.security.AccessToken;
import dev.ipcscope.server.store.InMemoryMessageStore;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents that begin a batch and stop, as on a machine that is put to sleep. */
final class HalfBatchesTest {

    private static final String TOKEN = "a-token-of-this-test-1234567890";

    @Test
    void theyKeepNobodyElseOut() throws Exception {
        InMemoryMessageStore store = new InMemoryMessageStore();
        NoAgents agents = new NoAgents();
        Api api = new Api(store, agents, new Doctor(store, agents, Path.of(".")));
        IngestRoutes ingest = new IngestRoutes(new Intake(store));
        ServerConfig config = ServerConfig.plain("127.0.0.1", 0, new AccessToken(TOKEN));
        List<Socket> asleep = new ArrayList<>();
        try (ServerApp app = ServerApp.start(config, List.of(api::register, ingest::register))) {
            byte[] half = String.join(
                            "\r\n",
                            "POST /api/agents/a/batches?spool=00000000-0000-0000-0000-000000000000&n=0 HTTP/1.1",
                            "Host: 127.0.0.1:" + app.port(),
                            "Authorization: Bearer " + TOKEN,
                            "Content-Length: 1000000",
                            "",
                            "half")
                    .getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 300; i++) {
                Socket agent = new Socket("127.0.0.1", app.port());
                asleep.add(agent);
                agent.getOutputStream().write(half);
            }
            RawHttp answer = assertTimeoutPreemptively(
                    Duration.ofSeconds(15),
                    () -> RawHttp.send(app.port(), "GET", "/api/status", "", "Authorization: Bearer " + TOKEN));
            assertThat(answer.status()).isEqualTo(200);
        } finally {
            for (Socket agent : asleep) {
                agent.close();
            }
        }
    }
}
