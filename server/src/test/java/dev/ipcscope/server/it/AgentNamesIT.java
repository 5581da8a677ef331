package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents that were given one name. */
class AgentNamesIT {

    @TempDir
    Path folder;

    @Test
    void twoAgentsOfOneNameAreToldApartAndBothAreStored() throws Exception {
        Path first = Files.writeString(folder.resolve("first"), "of the first");
        Path second = Files.writeString(folder.resolve("second"), "of the second");
        try (Ipcscope ipcscope = new Ipcscope(folder)) {
            ipcscope.serve();
            assertThat(agent(ipcscope, "spool-1", first).awaitLine("ipcscope-agent: "))
                    .isEqualTo("ipcscope-agent: ready twin");
            awaitStored(ipcscope, "agent:twin kind:snapshot", "of the first");
            assertThat(agent(ipcscope, "spool-2", second).awaitLine("ipcscope-agent: "))
                    .isEqualTo("ipcscope-agent: ready twin");
            awaitStored(ipcscope, "agent:twin-2 kind:snapshot", "of the second");
            assertThat(ipcscope.query("kind:gap").rows()).isEmpty();
        }
    }

    private static void awaitStored(Ipcscope ipcscope, String filter, String text) {
        await().pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(new String(ipcscope.query(filter).bytes(), StandardCharsets.UTF_8))
                                .contains(text));
    }

    private Launched agent(Ipcscope ipcscope, String spool, Path watched) throws IOException {
        return ipcscope.start(
                Ipcscope.JAVA,
                "-jar",
                Ipcscope.AGENT_JAR,
                "--server",
                ipcscope.url(),
                "--token-file",
                ipcscope.token(),
                "--name",
                "twin",
                "--spool",
                folder.resolve(spool).toString(),
                "--tap",
                "mapping:" + watched + "?every=20ms");
    }
}
