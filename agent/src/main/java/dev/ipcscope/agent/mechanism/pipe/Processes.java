package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Describes the processes of a tap's conversations beside them, as it takes a moment. */
final class Processes implements AutoCloseable {

    private final ProcessLookup lookup = ProcessLookup.ofThisMachine();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "pipe processes");
        made.setDaemon(true);
        return made;
    });

    /** Tells, on another thread, what is known about a process; only its number once this is closed. */
    Future<?> describe(long pid, Consumer<ProcessInfo> found) {
        try {
            return thread.submit(() -> found.accept(lookup.describe(pid)));
        } catch (RejectedExecutionException e) {
            found.accept(ProcessInfo.ofPid(pid));
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs something once, later, on that thread. */
    void later(long millis, Runnable task) {
        var unused = thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs something again and again on that thread. */
    void each(long millis, Runnable task) {
        var unused = thread.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
