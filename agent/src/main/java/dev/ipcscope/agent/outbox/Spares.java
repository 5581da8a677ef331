package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.linux.Holes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Files of a spool whose content the server has, kept for a while to be written again: making a file costs the file
 * system more for each page than writing it. Safe for threads.
 */
final class Spares {

    /** Unlike a spool file's: what is left of a process that was killed is deleted, not read. */
    static final String SUFFIX = ".spare";

    /** Together no more bytes than this. */
    private static final long MOST_BYTES = 256L << 20;

    private static final long IDLE = 10_000_000_000L;

    /** Elsewhere a file that is mapped can be neither cut nor deleted. */
    private static final boolean SUPPORTED = System.getProperty("os.name", "").equals("Linux");

    private final long fileSize;
    private final int most;
    private final ArrayDeque<Spare> files = new ArrayDeque<>(); // guarded by this
    private volatile long used = System.nanoTime();

    /** A file and what stands for it in memory. */
    record Spare(Path file, FileChannel channel, Mapping mapping) {
        void delete() throws IOException {
            erase(file, mapping);
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** For files of this size, of a spool with this limit. */
    Spares(long fileSize, long limit) {
        this.fileSize = fileSize;
        this.most = SUPPORTED ? (int) (Math.min(MOST_BYTES, limit / 4) / fileSize) : 0;
    }

    /** Takes a file whose content is no longer needed: keeps or deletes it. */
    synchronized void retire(Segment segment) throws IOException {
        used = System.nanoTime();
        Spare spare = files.size() < most && segment.reusable && isOfUse(segment.size()) ? segment.retire() : null;
        if (spare == null) {
            segment.delete();
        } else {
            files.push(spare);
        }
    }

    private boolean isOfUse(long size) {
        return size >= fileSize / 2 && size <= fileSize * 2;
    }

    /** The one that was used last, whose pages are the likeliest to be in a processor's cache; null when there is none. */
    synchronized @Nullable Spare take() {
        used = System.nanoTime();
        return files.poll();
    }

    /** Deletes all when none was needed for a while. */
    void tidy() throws IOException {
        if (System.nanoTime() - used > IDLE) {
            clear();
        }
    }

    /** Deletes all. */
    synchronized void clear() throws IOException {
        used = System.nanoTime();
        while (!files.isEmpty()) {
            files.pop().delete();
        }
    }

    /** A mapped file's blocks would live on after its name, until the collector finds the mapping. */
    static void erase(Path file, Mapping mapping) {
        Holes.punch(file.toString(), mapping.size());
    }
}
