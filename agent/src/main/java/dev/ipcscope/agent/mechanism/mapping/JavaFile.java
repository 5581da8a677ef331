package dev.ipcscope.agent.mechanism.mapping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A file as Java names it. */
record JavaFile(Path path) implements NamedFile {

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public @Nullable State state() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return new State(
                    attributes.isRegularFile(),
                    attributes.isDirectory(),
                    key == null ? attributes.creationTime() : key); // Windows has no file key in the JDK
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public FileChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }
}
