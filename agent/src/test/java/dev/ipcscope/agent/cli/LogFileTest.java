package dev.ipcscope.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    private Path folder;

    @Test
    void theCurrentFileKeepsItsNameAndOldOnesAreNumbered() throws Exception {
        Path file = folder.resolve("log");
        LogFile handler = new LogFile(file, 600, 2);
        handler.setFormatter(new SimpleFormatter());
        for (int i = 0; i < 30; i++) {
            handler.publish(new LogRecord(Level.INFO, "entry " + i));
        }
        handler.close();
        assertThat(Files.readString(file)).contains("entry 29");
        assertThat(Files.size(file)).isLessThanOrEqualTo(600);
        assertThat(Files.readString(folder.resolve("log.1"))).doesNotContain("entry 29");
        assertThat(folder.resolve("log.2")).exists();
        assertThat(folder.resolve("log.3")).doesNotExist();
    }
}
