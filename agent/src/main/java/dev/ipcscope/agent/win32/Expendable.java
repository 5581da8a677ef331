package dev.ipcscope.agent.win32;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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

    /**
     * Asks the same of several, one after the other; one that hangs doesn't keep the others from answering.
     *
     * @param question run on another thread, maybe long after this method returned
     * @return the answers that came; of what isn't there none came
     */
    <K, T> Map<K, Answer<T>> callAll(Collection<K> keys, Function<K, @Nullable T> question) {
        Map<K, Answer<T>> answers = new HashMap<>();
        List<K> left = keys.stream().filter(this::takes).toList();
        while (!left.isEmpty()) {
            Batch<K, T> batch = new Batch<>(left, question);
            int answered = batch.await(thread.submit(batch), limit);
            for (int i = 0; i < answered; i++) {
                answers.put(left.get(i), new Answer<>(true, batch.answers.get(i)));
            }
            if (answered < left.size()) {
                thread.shutdown();
                thread = newThread();
            }
            left = left.stream()
                    .skip(answered + 1L) // that one hangs
                    .filter(this::takes)
                    .toList();
        }
        return answers;
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    /** Questions of one kind in a row. */
    private static final class Batch<K, T> implements Runnable {
        private final List<K> keys;
        private final Function<K, @Nullable T> question;
        final List<@Nullable T> answers = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean abandoned;

        Batch(List<K> keys, Function<K, @Nullable T> question) {
            this.keys = keys;
            this.question = question;
        }

        @Override
        public void run() {
            for (K key : keys) {
                if (abandoned) {
                    return;
                }
                ASKED.add(key);
                try {
                    answers.add(question.apply(key));
                } finally {
                    ASKED.remove(key);
                }
            }
        }

        /** Waits as long as answers come; how many came. */
        int await(Future<?> done, Duration limit) {
            int before = -1;
            int now = 0;
            while (now > before) {
                before = now;
                try {
                    done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
                    return keys.size();
                } catch (TimeoutException e) {
                    now = answers.size();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a question to the system failed", e.getCause());
                }
            }
            abandoned = true;
            return now;
        }
    }

    private static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "handle question");
            made.setDaemon(true);
            return made;
        });
    }
}
