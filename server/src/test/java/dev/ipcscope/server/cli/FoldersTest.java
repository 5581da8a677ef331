package dev.ipcscope.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FoldersTest {

    @Test
    void followsTheConventionsOfEachSystem() {
        assertThat(Folders.data(false, null, null, "/home/ann")).isEqualTo(Path.of("/home/ann/.local/share/ipcscope"));
        assertThat(Folders.data(false, null, "/data", "/home/ann")).isEqualTo(Path.of("/data/ipcscope"));
        assertThat(Folders.data(false, null, "not/absolute", "/home/ann"))
                .isEqualTo(Path.of("/home/ann/.local/share/ipcscope"));
        assertThat(Folders.data(true, "/local", null, "/home/ann")).isEqualTo(Path.of("/local/ipcscope"));
    }
}
