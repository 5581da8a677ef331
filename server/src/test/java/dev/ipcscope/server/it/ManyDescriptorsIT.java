package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More open files on their way over a Unix socket than the agent's user may have: they wait, and all come through. */
@Tag("programs")
@Timeout(240)
class ManyDescriptorsIT {

    private static final String PROGRAM =
            Path.of("src/test/resources/programs/manyfiles.py").toAbsolutePath().toString();

    private static final String WITHOUT = "-sys_admin,-sys_resource";

    @TempDir
    Path folder;

    @Test
    void filesThatWaitUnreadAreNotLost() throws Exception {
        try (Ipcscope ipcscope = new Ipcscope(folder)) {
            Path real = folder.resolve("real");
            Path front = folder.resolve("front");
            Launched server = ipcscope.start("python3", PROGRAM, "serve", real.toString());
            await().until(() -> Files.exists(real));
            ipcscope.agent(limits(), "unix:" + front + "=" + real + "?type=stream");
            Launched.run(folder, "python3", PROGRAM, "send", front.toString());
            assertThat(server.awaitLine("files ")).isEqualTo("files 600 wrong 0");
        }
    }

    /** Root may have any number on their way, by either of two capabilities. */
    private static List<String> limits() {
        List<String> words = new ArrayList<>(List.of("prlimit", "--nofile=256:256"));
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("setpriv", "--bounding-set", WITHOUT, "--inh-caps", WITHOUT));
        }
        return words;
    }
}
