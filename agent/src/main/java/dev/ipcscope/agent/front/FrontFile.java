package dev.ipcscope.agent.front;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.Paths;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Objects;

/** A socket or FIFO that a tap made in the file system. {@link #close()} removes it if it is still the same. */
public final class FrontFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FrontFile.class.getName());

    private final String path;
    private final FileInfo made;
    private final FrontRegistry registry;
    private String note = "";

    private FrontFile(String path, FileInfo made, FrontRegistry registry) {
        this.path = path;
        this.made = made;
        this.registry = registry;
    }

    /**
     * Removes what an agent that is gone left under this name.
     *
     * @throws IOException when the name is taken by anything else; nothing was removed then
     */
    public static void makeWay(String path, FrontRegistry registry) throws IOException {
        FileInfo present = FileInfo.ofLink(path);
        if (present == null) {
            return;
        }
        FrontRegistry.Maker maker = registry.maker(path, present);
        if (maker == null) {
            throw new IOException(path + " exists already and wasn't made by ipcscope, so it is left alone:"
                    + " give the tap another name, or remove it if nothing needs it");
        }
        if (maker.isAlive()) {
            throw new IOException(path + " is the front of a tap of process " + maker.pid()
                    + " that still runs: close that tap, or give this one another name");
        }
        Paths.unlink(path);
        registry.forget(path);
    }

    /** Takes charge of a file just made. */
    public static FrontFile made(String path, FrontRegistry registry) throws IOException {
        FileInfo made = FileInfo.ofLink(path);
        if (made == null) {
            throw new IOException(path + " was removed by somebody else in the moment it was made");
        }
        FrontFile front = new FrontFile(path, made, registry);
        try {
            registry.remember(path, made);
        } catch (IOException e) {
            front.addNote("can't remember that " + path + " is ours (" + e + "): after a crash remove it by hand");
        }
        return front;
    }

    /** Gives it the target's owner and mode; what isn't permitted is said in {@link #note()}. */
    public void look(FileInfo like) {
        try {
            if (like.uid() != made.uid() || like.gid() != made.gid()) {
                Paths.chown(path, like.uid(), like.gid());
            }
        } catch (ErrnoException e) {
            addNote(
                    "the front belongs to uid %d, not to the target's uid %d and gid %d, since changing that isn't permitted: %s"
                            .formatted(made.uid(), like.uid(), like.gid(), e.getMessage()));
        }
        try {
            Paths.chmod(path, like.permissions()); // after chown, which may clear bits
        } catch (ErrnoException e) {
            addNote("the front hasn't the target's mode: " + e.getMessage());
        }
    }

    /** What a person should know about it, or empty. */
    public String note() {
        return note;
    }

    private void addNote(String more) {
        note = joined(note, more);
    }

    /** Two notes as one; either may be empty. */
    public static String joined(String note, String more) {
        return note.isEmpty() || more.isEmpty() ? note + more : note + "; " + more;
    }

    @Override
    public void close() {
        try {
            FileInfo present = FileInfo.ofLink(path);
            if (present != null && present.isSame(made)) {
                Paths.unlink(path);
            }
            registry.forget(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the front {0} couldn''t be removed: {1}", path, e.getMessage());
        }
    }

    @Override
    public String toString() {
        return Objects.requireNonNull(path);
    }
}
