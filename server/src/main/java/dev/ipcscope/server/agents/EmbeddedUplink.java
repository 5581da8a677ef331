package dev.ipcscope.server.agents;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.RefusedException;
import dev.ipcscope.agent.uplink.Uplink;
import dev.ipcscope.server.ingest.IngestException;
import dev.ipcscope.server.ingest.Intake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The way from the agent in the server's own process: the same calls without HTTP between. */
public final class EmbeddedUplink implements Uplink {

    private static final long SKIP_SECONDS = 30;

    private final Agents agents;
    private final Intake intake;

    /** To these. */
    public EmbeddedUplink(Agents agents, Intake intake) {
        this.agents = agents;
        this.intake = intake;
    }

    @Override
    public Welcome hello(UUID spool, AgentInfo info) throws IOException {
        return agents.hello(spool, info, "in process", true);
    }

    @Override
    public CompletableFuture<Long> send(Welcome stream, UUID spool, long ordinal, ByteBuffer batch) {
        try {
            return intake.accept(spool, stream.stream(), ordinal, batch);
        } catch (IngestException e) {
            return CompletableFuture.failedFuture(failure(e));
        }
    }

    /** More than over HTTP: here they cost no heap, since the store takes its payloads from the batches themselves. */
    @Override
    public int batchesAtOnce() {
        return 16;
    }

    @Override
    public void skip(Welcome stream, UUID spool, long next, Details.Gap gap) throws IOException {
        try {
            var unused = intake.skip(spool, stream.stream(), next, gap).get(SKIP_SECONDS, TimeUnit.SECONDS);
        } catch (IngestException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the gap couldn't be stored: " + e.getMessage(), e);
        }
    }

    private static IOException failure(IngestException e) {
        String reason = String.valueOf(e.getMessage());
        return e.status() == 400 ? new RefusedException(reason, true) : new IOException(reason, e);
    }

    @Override
    public Channel control(UUID spool, String name, Consumer<String> incoming, Runnable closed) throws IOException {
        AgentSession session = agents.session(name, spool)
                .orElseThrow(() -> new IOException("the embedded agent hasn't said hello yet"));
        Channel toAgent = new Channel() {
            @Override
            public void send(String text) {
                incoming.accept(text);
            }

            @Override
            public void close() {
                closed.run();
            }
        };
        session.connected(toAgent);
        session.ping();
        return new Channel() {
            @Override
            public void send(String text) {
                session.receive(text);
            }

            @Override
            public void close() {
                session.disconnected(toAgent);
            }
        };
    }

    @Override
    public void close() {}
}
