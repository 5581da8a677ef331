package dev.ipcscope.agent.mechanism.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process of its own that maps a file, of a Java program that says {@code ready} first. */
final class ForeignWriter {

    private ForeignWriter() {}

    /**
     * Starts the program and waits until it is ready; the caller ends it.
     *
     * @param source of a class {@code Writer}
     * @param file its only argument
     */
    static Process start(Path folder, Path file, String source) throws IOException {
        Path program = Files.writeString(folder.resolve("Writer.java"), source);
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        program.toString(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(writer.getInputStream().read()).isEqualTo('r');
        } catch (IOException | AssertionError e) {
            writer.destroyForcibly();
            throw e;
        }
        return writer;
    }
}
