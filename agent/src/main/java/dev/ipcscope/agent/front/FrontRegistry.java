package dev.ipcscope.agent.front;

import dev.ipcscope.agent.linux.FileInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which files taps made, over crashes: one small file each in a folder that only its owner can read. A file is
 * known by device, inode and time of birth, so that another one under the same name is never taken for it.
 */
public final class FrontRegistry {
    private final Path folder;

    /** In this folder; it is made when first needed. */
    public FrontRegistry(Path folder) {
        this.folder = folder;
    }

    /** The one of this user: {@code ipcscope/fronts} in the state folder of the XDG base directory specification. */
    public static FrontRegistry ofThisUser() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state == null || !state.startsWith("/")
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        return new FrontRegistry(base.resolve("ipcscope").resolve("fronts"));
    }

    /** Who made a front. */
    record Maker(long pid, long startedMillis) {
        static Maker me() {
            return of(ProcessHandle.current());
        }

        private static Maker of(ProcessHandle process) {
            return new Maker(
                    process.pid(),
                    process.info()
                            .startInstant()
                            .map(start -> start.toEpochMilli())
                            .orElse(0L));
        }

        /** True while that process runs; another one with its number doesn't count. */
        boolean isAlive() {
            return ProcessHandle.of(pid)
                    .map(process -> of(process).equals(this))
                    .orElse(false);
        }
    }

    /** Writes down that this process made the file. */
    void remember(String path, FileInfo file) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Maker me = Maker.me();
        String text = "%d %d %d %d %d%n%s%n"
                .formatted(file.device(), file.inode(), file.born(), me.pid, me.startedMillis, path);
        Path written = Files.createTempFile(folder, "front", ".new");
        Files.writeString(written, text, StandardCharsets.UTF_8);
        Files.move(written, record(path), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Who made this very file; null when it wasn't one of ours. */
    @Nullable
    Maker maker(String path, FileInfo file) {
        try {
            List<String> lines = Files.readAllLines(record(path), StandardCharsets.UTF_8);
            String[] numbers = lines.get(0).split(" ", -1);
            boolean same = Long.parseLong(numbers[0]) == file.device()
                    && Long.parseLong(numbers[1]) == file.inode()
                    && Long.parseLong(numbers[2]) == file.born();
            return same ? new Maker(Long.parseLong(numbers[3]), Long.parseLong(numbers[4])) : null;
        } catch (IOException | RuntimeException e) {
            return null; // no record, or not one of ours
        }
    }

    /** The file is gone. */
    void forget(String path) throws IOException {
        Files.deleteIfExists(record(path));
    }

    private Path record(String path) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(path.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
