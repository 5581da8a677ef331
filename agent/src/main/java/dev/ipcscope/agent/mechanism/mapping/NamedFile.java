package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.linux.Linux;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A file by its name. On Linux the kernel is asked with the name in UTF-8, since Java can't name files beyond ASCII under
 * {@code LC_ALL=C}.
 */
interface NamedFile {

    boolean NATIVE = Linux.problem().isEmpty();

    /** A file by its {@linkplain #absolute absolute} name. */
    static NamedFile of(String name) {
        return NATIVE ? new LinuxFile(name) : new JavaFile(Path.of(name));
    }

    /** The name in its one spelling, from the root on. */
    static String absolute(String name) throws TapSpecException {
        if (NATIVE && name.indexOf('\0') < 0) {
            return normal(name.startsWith("/") ? name : System.getProperty("user.dir") + "/" + name);
        }
        try {
            return Path.of(name).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            throw new TapSpecException(
                    MappingMechanism.ID.length() + 2, "'" + name + "' can't be a file name here: " + e.getReason());
        }
    }

    private static String normal(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    /** The name. */
    String name();

    /** What the name means now, links followed; null when it means nothing. */
    @Nullable
    State state() throws IOException;

    /** Opens it for reading; {@link NoSuchFileException} and {@link java.nio.file.AccessDeniedException} as Java has them. */
    FileChannel open() throws IOException;

    /**
     * What a name means.
     *
     * @param identity which file it is
     */
    record State(boolean regular, boolean directory, Object identity) {}
}
