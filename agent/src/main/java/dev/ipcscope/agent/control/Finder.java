package dev.ipcscope.agent.control;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks for everything that could be tapped: all mechanisms at the same time, each on a thread that is left behind when
 * it takes too long, so that one that hangs hides only itself.
 */
final class Finder {

    private static final System.Logger LOG = System.getLogger(Finder.class.getName());

    private final List<Mechanism> mechanisms;
    private final Duration limit;

    /** Asks these, and waits for so long in all. */
    Finder(List<Mechanism> mechanisms, Duration limit) {
        this.mechanisms = mechanisms;
        this.limit = limit;
    }

    /** What was found in time, mechanism by mechanism; of one that failed or hangs, that it did. */
    List<Endpoint> find() {
        Map<Mechanism, CompletableFuture<List<Endpoint>>> asked = new LinkedHashMap<>();
        for (Mechanism mechanism : mechanisms) {
            asked.put(mechanism, CompletableFuture.supplyAsync(() -> look(mechanism), Finder::start));
        }
        long deadline = System.nanoTime() + limit.toNanos();
        List<Endpoint> all = new ArrayList<>();
        asked.forEach((mechanism, answer) -> all.addAll(await(mechanism, answer, deadline)));
        return all;
    }

    private List<Endpoint> await(Mechanism mechanism, CompletableFuture<List<Endpoint>> answer, long deadline) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "Endpoints of {0} are left out: looking for them took longer than {1} s",
                    mechanism.id(),
                    limit.toSeconds());
            String reason = "looking for them took longer than " + limit.toSeconds() + " s; look again";
            return List.of(Endpoint.notListed(mechanism.id(), reason));
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, "Endpoints of {0} can''t be listed: {1}", mechanism.id(), e.getCause());
            return List.of(Endpoint.notListed(mechanism.id(), "looking for them failed: " + e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private static List<Endpoint> look(Mechanism mechanism) {
        try {
            return mechanism.support().works() ? mechanism.discover() : List.of();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Endpoints of {0} can''t be listed: {1}", mechanism.id(), e.getMessage());
            return List.of(Endpoint.notListed(mechanism.id(), "looking for them failed: " + e.getMessage()));
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "finding endpoints");
        thread.setDaemon(true);
        thread.start();
    }
}
