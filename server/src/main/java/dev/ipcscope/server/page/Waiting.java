package dev.ipcscope.server.page;

import dev.ipcscope.server.agents.AgentException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for an agent's answer, not for ever. */
final class Waiting {

    private static final int SECONDS = 15;

    private Waiting() {}

    /**
     * The answer.
     *
     * @throws AgentException in words for a person
     */
    static <T> T on(CompletableFuture<T> answer) throws AgentException {
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new AgentException(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
        } catch (TimeoutException e) {
            throw new AgentException("The agent didn't answer within " + SECONDS + " s.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException("The server is stopping.");
        }
    }
}
