package dev.ipcscope.server.store;

import dev.ipcscope.agent.linux.Scheduling;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The queue in front of the store and the one thread that writes. Whatever waits is committed together; nothing waits
 * for more to come.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    private static final int GROUP_ROWS = 20_000;
    private static final long GROUP_BYTES = 64L << 20;
    private static final int QUEUE_ROWS = 200_000;
    private static final long TICK_MILLIS = 1000;

    private final LiveStore store;
    private final long queueBytes;
    private final Thread thread = new Thread(this::run, "store-writer");

    /** Runs what waits for an answer: it may take its time, the writer goes on. */
    private final ExecutorService answers = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(Scheduling.givingWay(work), "store-answers");
        made.setDaemon(true);
        return made;
    });

    // Guarded by this: the queue and what was accepted into it.
    private final ArrayDeque<Job> queue = new ArrayDeque<>();
    private final Map<UUID, Batch.Progress> accepted = new HashMap<>();
    private long waitingRows;
    private long waitingBytes;
    private boolean closing;

    Writer(LiveStore store, long queueBytes) {
        this.store = store;
        this.queueBytes = queueBytes;
        store.lastSeqs().forEach((spool, seq) -> accepted.put(spool, new Batch.Progress(seq)));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** What the thread is asked to do besides batches. */
    interface Command<T> {
        T run() throws IOException;
    }

    sealed interface Job {
        CompletableFuture<?> done();
    }

    /** A batch that was let through. */
    record Arrived(UUID spool, String agent, Batch batch, CompletableFuture<Long> done) implements Job {}

    /** A command and its result. */
    record Asked<T>(Command<T> command, CompletableFuture<T> done) implements Job {
        void run() {
            try {
                done.complete(command.run());
            } catch (IOException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        }
    }

    synchronized CompletableFuture<Long> append(UUID spool, String agent, List<WireItem> items)
            throws StoreBusyException, OutOfOrderException {
        refuseWhenFull();
        Batch.Progress progress = accepted.computeIfAbsent(spool, s -> new Batch.Progress(Batch.Progress.NONE));
        Batch batch = Batch.check(items, progress);
        Arrived job = new Arrived(spool, agent, batch, new CompletableFuture<>());
        add(job);
        waitingRows += batch.messages();
        waitingBytes += batch.bytes();
        return job.done;
    }

    private void refuseWhenFull() throws StoreBusyException {
        if (waitingRows >= QUEUE_ROWS || waitingBytes >= queueBytes) {
            throw new StoreBusyException(
                    waitingRows + " messages with " + waitingBytes + " bytes wait to be stored; try again in a moment");
        }
    }

    private void add(Job job) {
        if (closing) {
            job.done().completeExceptionally(new IOException("the store is closed"));
            return;
        }
        queue.add(job);
        notifyAll();
    }

    /** Runs a command after all that waits. */
    synchronized <T> CompletableFuture<T> ask(Command<T> command) {
        Asked<T> job = new Asked<>(command, new CompletableFuture<>());
        add(job);
        return job.done;
    }

    synchronized long waiting() {
        return waitingRows;
    }

    /** What is accepted of a spool goes to what is committed. */
    synchronized void reset(UUID spool, long committed) {
        accepted.computeIfAbsent(spool, s -> new Batch.Progress(committed)).reset(committed);
    }

    /** The same for all spools; what was accepted and waits must be sent again then. */
    synchronized void reset(Map<UUID, Long> committed) {
        accepted.forEach((spool, progress) -> {
            if (!progress.parts.isEmpty()) {
                progress.reset(committed.getOrDefault(spool, Batch.Progress.NONE));
            }
        });
    }

    private void run() {
        Scheduling.giveWay(); // to relays in this process: it has time
        while (true) {
            List<Job> group = take();
            if (group.isEmpty() && isClosed()) {
                return;
            }
            if (!group.isEmpty() && group.get(0) instanceof Asked<?> asked) {
                asked.run();
            } else if (!group.isEmpty()) {
                write(group);
            }
            store.tick();
        }
    }

    private synchronized boolean isClosed() {
        return closing && queue.isEmpty();
    }

    /** Waits for something to do: one command, or all batches that are there, or nothing for a second. */
    private synchronized List<Job> take() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        try {
            while (queue.isEmpty() && !closing && System.nanoTime() < until) {
                wait(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread to any purpose: closing is told by the flag.
            LOG.log(System.Logger.Level.DEBUG, "interrupted", e);
        }
        List<Job> group = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        while (!queue.isEmpty() && rows < GROUP_ROWS && bytes < GROUP_BYTES) {
            if (!(queue.peek() instanceof Arrived arrived)) {
                if (group.isEmpty()) {
                    group.add(queue.remove());
                }
                break;
            }
            group.add(queue.remove());
            rows += arrived.batch.messages();
            bytes += arrived.batch.bytes();
        }
        return group;
    }

    private void write(List<Job> group) {
        List<Arrived> batches = new ArrayList<>();
        group.forEach(job -> batches.add((Arrived) job));
        IOException failure = null;
        try {
            store.write(batches);
        } catch (IOException | RuntimeException | Error e) {
            // Also when memory runs out: the thread must live, and whoever waits must hear of it.
            failure = e instanceof IOException io ? io : new IOException("the store failed: " + e, e);
            LOG.log(System.Logger.Level.WARNING, "Nothing can be stored: " + e.getMessage(), e);
        }
        List<Arrived> failed = settle(batches, failure);
        if (failure == null) {
            Map<UUID, Long> committed = store.lastSeqs();
            answers.execute(() ->
                    batches.forEach(job -> job.done.complete(Math.max(0, committed.getOrDefault(job.spool, 0L)))));
        } else {
            IOException reason = failure;
            answers.execute(() -> failed.forEach(
                    job -> job.done.completeExceptionally(new IOException(reason.getMessage(), reason))));
        }
    }

    /** Gives the room back. After a failure all that waits fails too, as it builds upon what failed. */
    private synchronized List<Arrived> settle(List<Arrived> batches, @Nullable IOException failure) {
        for (Arrived job : batches) {
            waitingRows -= job.batch.messages();
            waitingBytes -= job.batch.bytes();
        }
        if (failure == null) {
            return List.of();
        }
        List<Arrived> failed = new ArrayList<>(batches);
        queue.removeIf(job -> {
            if (job instanceof Arrived arrived) {
                waitingRows -= arrived.batch.messages();
                waitingBytes -= arrived.batch.bytes();
                failed.add(arrived);
                return true;
            }
            return false;
        });
        Map<UUID, Long> committed = store.lastSeqs();
        accepted.forEach((spool, progress) -> progress.reset(committed.getOrDefault(spool, Batch.Progress.NONE)));
        return failed;
    }

    /** Writes what waits and ends the thread. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.shutdown();
        if (thread.isAlive()) {
            throw new IOException("the store's writer did not end within a minute; the disk may hang");
        }
    }
}
