package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.files.FileErrors;
import dev.ipcscope.agent.files.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder that belongs to one agent as long as it lives, by a lock on a file in it. When another live agent has it, the
 * next of {@code NAME, NAME-2, NAME-3, …} is taken.
 */
public final class SpoolFolder implements Closeable {

    private static final int MOST = 100;

    /** Taken within this process: POSIX drops a lock when its process closes the file through any descriptor. */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final String name;
    private final FileChannel channel;

    private SpoolFolder(Path path, String name, FileChannel channel) {
        this.path = path;
        this.name = name;
        this.channel = channel;
    }

    /** Takes the first free one below this folder; the name must not hold a path. */
    public static SpoolFolder take(Path parent, String name) throws IOException {
        if (!isName(name)) {
            throw new IOException(
                    "'" + name + "' is no name for an agent: 1 to 64 letters, digits and - _ . belong there");
        }
        for (int i = 1; i <= MOST; i++) {
            String candidate = i == 1 ? name : name + "-" + i;
            Path path = parent.resolve(fileName(candidate));
            try {
                PrivateFiles.createDirectories(path);
                FileChannel channel = lock(path.resolve("lock"));
                if (channel != null) {
                    return new SpoolFolder(path, candidate, channel);
                }
            } catch (IOException e) {
                throw new IOException("the spool folder " + path + " can't be used: " + FileErrors.words(e), e);
            }
        }
        throw new IOException(MOST + " agents of the name " + name + " are running on " + parent);
    }

    /** Whether an agent may have this name: letters and digits of any script and {@code - _ .}, not first a dot. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 64
                && name.charAt(0) != '.'
                && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
    }

    /** ASCII, since under {@code LC_ALL=C} Java can't use file names beyond it. */
    private static String fileName(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static @Nullable FileChannel lock(Path file) throws IOException {
        Path real = file.toAbsolutePath().normalize();
        if (!TAKEN.add(real)) {
            return null;
        }
        boolean taken = false;
        try {
            FileChannel channel = tryLock(file);
            taken = channel != null;
            return channel;
        } finally {
            if (!taken) {
                TAKEN.remove(real);
            }
        }
    }

    private static @Nullable FileChannel tryLock(Path file) throws IOException {
        FileChannel channel = open(file);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // held within this process: the same as held by another
        }
        channel.close();
        return null;
    }

    private static FileChannel open(Path file) throws IOException {
        while (true) {
            try {
                return FileChannel.open(file, StandardOpenOption.WRITE);
            } catch (NoSuchFileException e) {
                try {
                    return PrivateFiles.create(file);
                } catch (FileAlreadyExistsException made) {
                    // by another agent at this moment: it is there now
                }
            }
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The name that was free. */
    public String name() {
        return name;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        TAKEN.remove(path.resolve("lock").toAbsolutePath().normalize());
    }
}
