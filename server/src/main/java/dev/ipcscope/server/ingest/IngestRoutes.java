package dev.ipcscope.server.ingest;

import dev.ipcscope.agent.model.Details;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/** {@code POST /api/agents/{agent}/batches} and {@code …/skip}. Who may call it is checked before. */
public final class IngestRoutes {

    private static final int LONGEST_REASON = 2_000;

    /** Agents that stop in the middle of a batch must leave memory, and threads for those who look at the pages. */
    private static final int READ_AT_ONCE = 64;

    private final Semaphore reading = new Semaphore(READ_AT_ONCE);

    private final Intake intake;

    /** Into this intake. */
    public IngestRoutes(Intake intake) {
        this.intake = intake;
    }

    /** Adds the route. */
    public void register(RoutesConfig routes) {
        routes.post("/api/agents/{agent}/batches", this::batch);
        routes.post("/api/agents/{agent}/skip", this::skip);
    }

    private void skip(Context ctx) {
        try {
            long next = number(ctx.queryParam("next"));
            long lost = number(ctx.queryParam("lost"));
            String reason = ctx.queryParam("reason");
            if (next < 1 || reason == null || reason.length() > LONGEST_REASON) {
                throw new IllegalArgumentException(
                        "next takes a number above 0, reason a text of at most " + LONGEST_REASON + " characters");
            }
            String stream = ctx.queryParam("stream");
            var gap = new Details.Gap(lost < 0 ? null : lost, reason);
            answer(ctx, intake.skip(spool(ctx), stream == null ? "" : stream, next, gap));
        } catch (IngestException e) {
            refuse(ctx, e.status(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            refuse(ctx, 400, String.valueOf(e.getMessage()));
        }
    }

    private static void answer(Context ctx, CompletableFuture<Long> answer) {
        ctx.future(() -> answer.handle((seq, error) -> {
            if (error == null) {
                ctx.json(Map.of("lastSeq", seq));
            } else {
                failed(ctx, error);
            }
            return seq;
        }));
    }

    private void batch(Context ctx) {
        try {
            UUID spool = spool(ctx);
            long ordinal = number(ctx.queryParam("n"));
            String stream = ctx.queryParam("stream");
            var body = read(ctx);
            answer(ctx, intake.accept(spool, stream == null ? "" : stream, ordinal, body));
        } catch (IngestException e) {
            refuse(ctx, e.status(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            refuse(ctx, 400, "the batch couldn't be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            refuse(ctx, 400, String.valueOf(e.getMessage()));
        }
    }

    private ByteBuffer read(Context ctx) throws IOException, IngestException {
        if (!reading.tryAcquire()) {
            throw new IngestException(503, READ_AT_ONCE + " batches are arriving at this moment: send it again");
        }
        try {
            return BoundedBody.read(ctx.bodyInputStream(), ctx.req().getContentLengthLong());
        } finally {
            reading.release();
        }
    }

    private static void failed(Context ctx, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        int status = cause instanceof IllegalArgumentException ? 400 : 503;
        refuse(ctx, status, String.valueOf(cause.getMessage()));
    }

    private static void refuse(Context ctx, int status, String reason) {
        ctx.status(status).json(Map.of("error", reason));
    }

    private static UUID spool(Context ctx) {
        String spool = ctx.queryParam("spool");
        if (spool == null || spool.length() != 36) {
            throw new IllegalArgumentException("the parameter spool takes a UUID");
        }
        return UUID.fromString(spool);
    }

    private static long number(@org.jspecify.annotations.Nullable String text) {
        try {
            return Long.parseLong(String.valueOf(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the parameters n, next and lost take numbers", e);
        }
    }
}
