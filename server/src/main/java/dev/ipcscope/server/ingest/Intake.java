package dev.ipcscope.server.ingest;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.wire.FrameReader;
import dev.ipcscope.agent.wire.WireItem;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.OutOfOrderException;
import dev.ipcscope.server.store.StoreBusyException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the batches of all spools. Batches of one stream may arrive in any order; one that comes before those that
 * precede it waits for them. Safe for any number of threads.
 */
public final class Intake {

    private static final long ORDER_WAIT = 5_000_000_000L;
    private static final long BUSY_WAIT = 10_000_000_000L;

    private final MessageStore store;
    private final Map<UUID, Stream> streams = new ConcurrentHashMap<>();

    /** One spool's present stream. */
    private static final class Stream {
        final String id = UUID.randomUUID().toString();
        final String agent;
        long next;
        boolean broken;

        Stream(String agent) {
            this.agent = agent;
        }
    }

    /** Into this store. */
    public Intake(MessageStore store) {
        this.store = store;
    }

    /** Where a stream goes on. */
    public record Beginning(String stream, long lastSeq, UUID store) {}

    /** Begins a stream of this spool; the one before ends. */
    public Beginning begin(UUID spool, String agent) {
        Stream fresh = new Stream(agent);
        Stream old = streams.put(spool, fresh);
        if (old != null) {
            stop(old);
        }
        return new Beginning(fresh.id, store.lastSeq(spool), store.id());
    }

    private static void stop(Stream stream) {
        synchronized (stream) {
            stream.broken = true;
            stream.notifyAll();
        }
    }

    /**
     * Takes the batch between position and limit. Its bytes are read until the answer has come: nobody may write to
     * them before.
     *
     * @return completes after the commit with the last sequence number that is stored; exceptionally when it couldn't be
     *     stored
     * @throws IngestException when it isn't taken; all batches after it in this stream aren't either
     */
    public CompletableFuture<Long> accept(UUID spool, String stream, long ordinal, ByteBuffer batch)
            throws IngestException {
        Stream present = streams.get(spool);
        if (present == null || !present.id.equals(stream)) {
            throw new IngestException(409, "this stream isn't known here (any more): begin again with hello");
        }
        try {
            List<WireItem> items = OwnCookie.mask(FrameReader.read(batch));
            waitForTurn(present, ordinal);
            CompletableFuture<Long> answer = append(spool, present, items);
            answer.whenComplete((seq, error) -> {
                if (error != null) {
                    stop(present);
                }
            });
            passTurn(present);
            return answer;
        } catch (IllegalArgumentException e) {
            stop(present);
            throw new IngestException(400, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            stop(present);
            Thread.currentThread().interrupt();
            throw new IngestException(503, "the server is ending");
        } catch (OutOfOrderException e) {
            stop(present);
            throw new IngestException(409, e.getMessage() + "; begin again with hello");
        } catch (StoreBusyException e) {
            stop(present);
            throw new IngestException(503, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The spool goes on with the message {@code next}: what it hasn't sent before won't come. Ends the stream.
     *
     * @return completes after the commit
     * @throws IngestException when the stream isn't known or the store is busy
     */
    public CompletableFuture<Long> skip(UUID spool, String stream, long next, Details.Gap gap) throws IngestException {
        Stream present = streams.get(spool);
        if (present == null || !present.id.equals(stream)) {
            throw new IngestException(409, "this stream isn't known here (any more): begin again with hello");
        }
        stop(present);
        try {
            return store.resume(spool, present.agent, next, gap);
        } catch (StoreBusyException e) {
            throw new IngestException(503, String.valueOf(e.getMessage()));
        }
    }

    private static void waitForTurn(Stream stream, long ordinal) throws InterruptedException, IngestException {
        long deadline = System.nanoTime() + ORDER_WAIT;
        synchronized (stream) {
            while (!stream.broken && stream.next < ordinal) {
                long rest = (deadline - System.nanoTime()) / 1_000_000;
                if (rest <= 0) {
                    stream.broken = true;
                    stream.notifyAll();
                    throw new IngestException(
                            409, "batch " + stream.next + " didn't come before batch " + ordinal + ": begin again");
                }
                stream.wait(rest);
            }
            if (stream.broken || stream.next != ordinal) {
                throw new IngestException(409, "this stream is broken: begin again with hello");
            }
        }
    }

    private static void passTurn(Stream stream) {
        synchronized (stream) {
            stream.next++;
            stream.notifyAll();
        }
    }

    /** A full queue is back-pressure: the batch waits here for a while before it is refused. */
    private CompletableFuture<Long> append(UUID spool, Stream stream, List<WireItem> items)
            throws InterruptedException, OutOfOrderException, StoreBusyException {
        long deadline = System.nanoTime() + BUSY_WAIT;
        while (true) {
            try {
                return store.append(spool, stream.agent, items);
            } catch (StoreBusyException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(5);
            }
        }
    }
}
