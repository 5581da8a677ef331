package dev.ipcscope.agent.win32;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;

/** Calls to the system made by a few threads at the same time, where one after the other would take too long. */
final class Together {

    /** A share of less isn't worth a thread. */
    private static final int LEAST = 4;

    private static final long IDLE_SECONDS = 5;

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Together::daemon);

    private Together() {}

    /** Cuts a list into at most so many pieces in a row. */
    static <T> List<List<T>> shares(List<T> all, int most) {
        int size = Math.max(LEAST, (all.size() + most - 1) / most);
        List<List<T>> shares = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            shares.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return shares;
    }

    /**
     * Does all of this, each in a thread of its own, the first in the calling one; returns when all is done.
     *
     * @param task given a piece of work and its number
     */
    static <T> void each(List<T> works, ObjIntConsumer<T> task) {
        List<FutureTask<Void>> others = new ArrayList<>();
        for (int i = 1; i < works.size(); i++) {
            int number = i;
            FutureTask<Void> other = new FutureTask<>(() -> task.accept(works.get(number), number), null);
            others.add(other);
            POOL.execute(other);
        }
        if (!works.isEmpty()) {
            task.accept(works.get(0), 0);
        }
        others.forEach(Together::await);
    }

    private static void await(FutureTask<Void> task) {
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("calling the system failed", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "calls together");
        thread.setDaemon(true);
        return thread;
    }
}
