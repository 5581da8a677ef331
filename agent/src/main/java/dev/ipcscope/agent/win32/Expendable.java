package dev.ipcscope.agent.win32;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread for calls that may hang: asking a pipe that was opened for synchronous I/O waits until the operation that its
 * owner has running is over, which may be never. Such a call is left behind with its thread, and a new thread takes the
 * next one. What hangs already isn't asked again, and there is a bound to how many hang at a time. One user at a time.
 */
final class Expendable implements AutoCloseable {

    /** What is being asked at this moment, by all threads of this process. */
    private static final Set<Object> ASKED = ConcurrentHashMap.newKeySet();

    private final Duration limit;
    private final int mostHanging;
    private ExecutorService thread = newThread();

    /**
     * No thread hangs yet.
     *
     * @param limit how long a call may take
     * @param mostHanging when so many hang in this process no more are tried
     */
    Expendable(Duration limit, int mostHanging) {
        this.limit = limit;
        this.mostHanging = mostHanging;
    }

    /**
     * An answer, or that none came in time.
     *
     * @param <T> what is answered
     */
    record Answer<T>(boolean came, @Nullable T value) {}

    /** Whether this may be asked: it doesn't hang already, nor do too many others. */
    boolean takes(Object key) {
        return ASKED.size() < mostHanging && !ASKED.contains(key);
    }

    /**
     * Asks.
     *
     * @param key what is asked
     * @param question run on another thread, maybe long after this method returned
     */
    <T> Answer<T> call(Object key, Supplier<@Nullable T> question) {
        ASKED.add(key);
        Future<@Nullable T> answer = thread.submit(() -> {
            try {
                return question.get();
            } finally {
                ASKED.remove(key);
            }
        });
        try {
            return new Answer<>(true, answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            thread.shutdown();
            thread = newThread();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question to the system failed", e.getCause());
        }
        return new Answer<>(false, null);
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    private static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "handle question");
            made.setDaemon(true);
            return made;
        });
    }
}
