package dev.ipcscope.server.store;

import dev.ipcscope.agent.files.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The data folder: its lock, its file names and who may read them (the owner alone). */
final class StoreFolder implements AutoCloseable {
    private static final String SEGMENT = "segment-";

    final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;

    /** Makes the folder if need be and takes it for this process; fails in words when another has it. */
    StoreFolder(Path path) throws IOException {
        this.path = path;
        PrivateFiles.claim(path);
        Path file = path.resolve("lock");
        make(file);
        lockFile = FileChannel.open(file, StandardOpenOption.WRITE);
        lock = take();
    }

    private FileLock take() throws IOException {
        FileLock taken = null;
        try {
            taken = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process has it: the same answer as for another one.
        }
        if (taken == null) {
            lockFile.close();
            throw new IOException(path + " is in use by another server; end it or use another data folder");
        }
        return taken;
    }

    /** Makes an empty file that only the owner may read, unless it is there. */
    static void make(Path file) throws IOException {
        if (!Files.exists(file)) {
            PrivateFiles.create(file).close();
        }
    }

    Path catalog() {
        return path.resolve("catalog.db");
    }

    Path segment(long firstId) {
        return path.resolve(String.format(java.util.Locale.ROOT, SEGMENT + "%016d.db", firstId));
    }

    static Path payloads(Path segment) {
        String name = segment.getFileName().toString();
        return segment.resolveSibling(name.substring(0, name.length() - 3) + ".payload");
    }

    /** The files of segments, oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(f -> f.getFileName().toString().matches(SEGMENT + "\\d{16}\\.db"))
                    .sorted()
                    .toList();
        }
    }

    /** Removes files that belong to no segment. */
    void removeOrphans() throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(path)) {
            files.filter(f -> f.getFileName().toString().startsWith(SEGMENT)).forEach(all::add);
        }
        for (Path file : all) {
            String stem = file.getFileName().toString().replaceAll("\\..*", "");
            if (!Files.exists(path.resolve(stem + ".db"))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Erases a segment: rows, log and payloads. */
    static void erase(Path segment) throws IOException {
        Files.deleteIfExists(payloads(segment));
        Files.deleteIfExists(segment.resolveSibling(segment.getFileName() + "-wal"));
        Files.deleteIfExists(segment.resolveSibling(segment.getFileName() + "-shm"));
        Files.deleteIfExists(segment.resolveSibling(segment.getFileName() + "-journal"));
        Files.deleteIfExists(segment);
    }

    /** Bytes of a segment's files. */
    static long size(Path segment) {
        return length(segment)
                + length(segment.resolveSibling(segment.getFileName() + "-wal"))
                + length(payloads(segment));
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        lockFile.close();
    }
}
