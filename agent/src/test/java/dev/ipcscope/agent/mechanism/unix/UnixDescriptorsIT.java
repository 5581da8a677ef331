package dev.ipcscope.agent.mechanism.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.tap.RecordedMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python programs that pass open files amid a stream: through a tap each comes where it comes without one. */
@Tag("programs")
@Timeout(180)
class UnixDescriptorsIT {
    private static final Path PROGRAM =
            Path.of("src/test/resources/unix/descriptors.py").toAbsolutePath();

    private static final String REPORT = """
            amid lost 0 of 200
            back None
            row lost 0 of 600
            many all
            large 36000 with ['large'], then b'a'
            unread 4200 bytes, 0 files more
            random wrong 0
            """;

    @TempDir
    Path folder;

    private Path real = Path.of("/");
    private int outputs;

    /** What both reported. */
    private List<String> talk(Programs programs, Path name) throws Exception {
        programs.run("python3", PROGRAM.toString(), "send", name.toString());
        List<String> reports = new ArrayList<>();
        await().untilAsserted(() -> {
            reports.clear();
            reports.add(Files.readString(folder.resolve("output" + (outputs + 1))));
            reports.add(Files.readString(folder.resolve("output" + (outputs + 2))));
            assertThat(reports.get(0)).contains("\nrandom");
        });
        outputs += 2;
        return reports;
    }

    private void serve(Programs programs) throws Exception {
        real = folder.resolve("real" + outputs);
        programs.start("python3", PROGRAM.toString(), "serve", real.toString());
        await().until(() -> Files.exists(real));
    }

    @Test
    void withoutATap() throws Exception {
        try (Programs programs = new Programs(folder)) {
            serve(programs);
            assertThat(talk(programs, real)).first().isEqualTo(REPORT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void throughATap(Policy policy) throws Exception {
        try (Programs programs = new Programs(folder)) {
            RecordedMessages recorded = new RecordedMessages(policy, Long.MAX_VALUE);
            serve(programs);
            Path front = folder.resolve("front");
            programs.tap(front, real, "?policy=" + policy.word(), recorded);
            List<String> reports = talk(programs, front);

            assertThat(reports.get(0)).isEqualTo(REPORT);
            assertThat(reports.get(1)).contains("back lost 0 of 200");
            await().until(() -> recorded.entries(Kind.CLOSE).size() == 7);
            assertThat(recorded.entries(Kind.DATA))
                    .filteredOn(entry -> entry.details().attributes().containsKey("descriptors"))
                    .filteredOn(entry -> entry.bytes().length == "with it".length())
                    .as("recorded with the bytes that they came with, and no others")
                    .hasSizeGreaterThanOrEqualTo(400);
        }
    }
}
