package dev.ipcscope.agent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {

    @TempDir
    Path folder;

    @Test
    void theFileAndTheReasonAreSaid() throws Exception {
        Path none = folder.resolve("none");
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(words(() -> Files.readAllBytes(none))).isEqualTo(none + ": there is no such file or folder");
        assertThat(words(() -> Files.createDirectory(file))).startsWith(file + ": it exists already");
        assertThat(words(() -> Files.list(file).close())).startsWith(file + ": ");
        assertThat(words(() -> Files.delete(folder))).isEqualTo(folder + ": the folder isn't empty");
        assertThat(FileErrors.words(new IOException("said already"))).isEqualTo("said already");
        assertThat(FileErrors.words(new IOException())).isEqualTo("java.io.IOException");
    }

    private interface Step {
        void run() throws IOException;
    }

    private static String words(Step step) {
        return FileErrors.words(catchThrowableOfType(IOException.class, step::run));
    }
}
