package dev.ipcscope.agent.process;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.model.ProcessInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who has a FIFO open, from {@code /proc/PID/fd} and {@code fdinfo} (proc_pid_fdinfo(5)). Processes that we may not look
 * at are missing, and one that waits in open(2) isn't there yet. Any number of threads.
 */
public final class FifoHolders {
    private static final ThreadPoolExecutor THREAD =
            new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(256), FifoHolders::daemon);

    private FifoHolders() {}

    /** Which end a process has. */
    public enum End {
        /** For reading. */
        READER,
        /** For writing. */
        WRITER,
        /** For both. */
        BOTH
    }

    /** An open FIFO of a process. */
    public record Holder(long pid, String descriptor, End end) {
        /** True while it is still the same open FIFO. */
        public boolean still(FileInfo fifo) {
            FileInfo now = file(pid, descriptor);
            return now != null && now.isSame(fifo);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "ipcscope-fifo-holders");
        thread.setDaemon(true);
        return thread;
    }

    /** All that hold this FIFO open, without ourselves. Looks through all processes: some milliseconds. */
    public static List<Holder> of(FileInfo fifo) {
        List<Holder> holders = new ArrayList<>();
        for (Map.Entry<Holder, FileInfo> each : all().entrySet()) {
            if (each.getValue().isSame(fifo)) {
                holders.add(each.getKey());
            }
        }
        return holders;
    }

    /** Those of them that may read. */
    public static List<Holder> readersOf(FileInfo fifo) {
        return of(fifo).stream().filter(holder -> holder.end() != End.WRITER).toList();
    }

    /** The same on a thread of its own; nobody when there are too many questions. */
    public static CompletableFuture<List<Holder>> ask(FileInfo fifo) {
        try {
            return CompletableFuture.supplyAsync(() -> of(fifo), THREAD);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(List.of());
        }
    }

    /** The only process that has this end; {@link ProcessInfo#UNKNOWN} when there is none, or several. */
    public static ProcessInfo only(List<Holder> holders, End end) {
        long[] pids = holders.stream()
                .filter(holder -> holder.end == end || holder.end == End.BOTH)
                .mapToLong(Holder::pid)
                .distinct()
                .toArray();
        return pids.length == 1 ? ProcFs.HERE.describe(pids[0]) : ProcessInfo.UNKNOWN;
    }

    /** The names of all FIFOs that are open somewhere, with their holders. */
    public static Map<String, List<Holder>> byName() {
        Map<String, List<Holder>> names = new LinkedHashMap<>();
        for (Holder holder : all().keySet()) {
            String name = ProcFs.HERE.descriptor(holder.pid, holder.descriptor);
            if (name != null && name.startsWith("/")) {
                names.computeIfAbsent(name, n -> new ArrayList<>()).add(holder);
            }
        }
        return names;
    }

    private static Map<Holder, FileInfo> all() {
        Map<Holder, FileInfo> all = new LinkedHashMap<>();
        long me = ProcessHandle.current().pid();
        for (long pid : ProcFs.HERE.pids()) {
            for (String descriptor : pid == me ? new String[0] : ProcFs.HERE.descriptors(pid)) {
                String link = ProcFs.HERE.descriptor(pid, descriptor);
                FileInfo file = link != null && link.startsWith("/") ? file(pid, descriptor) : null;
                byte[] info = file != null && file.isFifo() ? ProcFs.HERE.file(pid, "fdinfo/" + descriptor) : null;
                End end = info == null ? null : end(new String(info, StandardCharsets.US_ASCII));
                if (file != null && end != null) {
                    all.put(new Holder(pid, descriptor, end), file);
                }
            }
        }
        return all;
    }

    private static @Nullable FileInfo file(long pid, String descriptor) {
        try {
            return FileInfo.of("/proc/" + pid + "/fd/" + descriptor);
        } catch (ErrnoException e) {
            return null;
        }
    }

    /** The access mode in the octal flags of {@code fdinfo}; null when they aren't there. */
    static @Nullable End end(String fdinfo) {
        for (String line : fdinfo.split("\n", -1)) {
            if (line.startsWith("flags:")) {
                try {
                    return switch (Integer.parseUnsignedInt(line.substring(6).trim(), 8) & 3) {
                        case 0 -> End.READER;
                        case 1 -> End.WRITER;
                        case 2 -> End.BOTH;
                        default -> null;
                    };
                } catch (NumberFormatException e) {
                    return null;
                }
            }
        }
        return null;
    }
}
