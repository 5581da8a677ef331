package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the processes that have a file mapped and names them to the conversation: the only one that may write is the
 * server, the only one that may just read is the client. Where there are several of a kind, none is named, since
 * nobody could say which of them wrote. Looks beside the snapshots, ever more rarely, since a look reads a file of
 * each process.
 */
final class MappedBy implements AutoCloseable {

    private static final long FIRST_REST_MILLIS = 500;
    private static final long LONGEST_REST_MILLIS = 30_000;

    private final Path path;
    private final ConversationLog log;
    private final CountDownLatch stop = new CountDownLatch(1);
    private Sides known = Sides.NONE;

    private MappedBy(Path path, ConversationLog log) {
        this.path = path;
        this.log = log;
    }

    static MappedBy start(Path path, ConversationLog log) {
        MappedBy mappedBy = new MappedBy(path, log);
        Thread thread = new Thread(mappedBy::run, "mapping processes " + path);
        thread.setDaemon(true);
        thread.start();
        return mappedBy;
    }

    /** The processes at both sides of a file; null where there is none or more than one. */
    record Sides(@Nullable Long reader, @Nullable Long writer) {

        static final Sides NONE = new Sides(null, null);

        static Sides of(Map<Long, List<MapsLine>> maps, String device, long inode) {
            TreeSet<Long> readers = new TreeSet<>();
            TreeSet<Long> writers = new TreeSet<>();
            maps.forEach((pid, lines) -> {
                List<MapsLine> own = lines.stream()
                        .filter(line -> ProcMaps.isOf(line, device, inode))
                        .toList();
                if (own.stream().anyMatch(MapsLine::writable)) {
                    writers.add(pid);
                } else if (!own.isEmpty()) {
                    readers.add(pid);
                }
            });
            return new Sides(
                    readers.size() == 1 ? readers.first() : null, writers.size() == 1 ? writers.first() : null);
        }
    }

    @Override
    public void close() {
        stop.countDown();
    }

    private void run() {
        long rest = FIRST_REST_MILLIS;
        try {
            do {
                look();
                rest = Math.min(rest * 2, LONGEST_REST_MILLIS);
            } while (!stop.await(rest, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            if (!(Files.getAttribute(path, "unix:dev") instanceof Number device)
                    || !(Files.getAttribute(path, "unix:ino") instanceof Number inode)) {
                return;
            }
            Sides sides = Sides.of(ProcMaps.shared(), ProcMaps.device(device.longValue()), inode.longValue());
            if (!sides.equals(known)) {
                known = sides;
                log.processes(describe(sides.reader()), describe(sides.writer()));
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // the file has gone, or this system has no such view: unknown stays unknown
        }
    }

    private static ProcessInfo describe(@Nullable Long pid) {
        return pid == null ? ProcessInfo.UNKNOWN : ProcessLookup.ofThisMachine().describe(pid);
    }
}
