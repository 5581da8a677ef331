package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first connections through an agent that has just started are told of a break as soon as later ones. */
@Tag("programs")
@Timeout(240)
class FreshAgentIT {

    private static final String PROGRAM =
            Path.of("src/test/resources/programs/breaks.py").toAbsolutePath().toString();
    private static final int AGENTS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset"})
    void theFirstConnectionIsRefusedAsSoonAsWithoutATap(String how) throws Exception {
        try (Ipcscope ipcscope = new Ipcscope(folder)) {
            String port = ipcscope.start("python3", PROGRAM, "serve", how)
                    .awaitLine("port ")
                    .substring("port ".length());
            int direct = count(port);
            List<Integer> first = new ArrayList<>();
            for (int i = 0; i < AGENTS && first.stream().noneMatch(taken -> taken <= direct + 1); i++) {
                try (Launched agent = ipcscope.agent("tcp:127.0.0.1:0=127.0.0.1:" + port)) {
                    first.add(count(String.valueOf(Ipcscope.port(Ipcscope.endpoint(agent, "tcp")))));
                }
            }
            assertThat(first)
                    .as("writes that were taken by agents that had just started; %d without a tap", direct)
                    .anyMatch(taken -> taken <= direct + 1); // on a busy machine not each of them
        }
    }

    private int count(String port) throws Exception {
        return Integer.parseInt(
                Launched.run(folder, "python3", PROGRAM, "count", port, "1").strip());
    }
}
