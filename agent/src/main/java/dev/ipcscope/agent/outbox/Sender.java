package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.linux.Scheduling;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.uplink.AgentInfo;
import dev.ipcscope.agent.uplink.RefusedException;
import dev.ipcscope.agent.uplink.Uplink;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Sends frames as they lie in the spool, a few batches at once, from where the server left off; for ever, whatever
 * happens to the server.
 */
public final class Sender implements Runnable {

    private static final String CONNECTING = "connecting to the server";
    private static final System.Logger LOG = System.getLogger(Sender.class.getName());
    private static final long ENOUGH = 1 << 20;
    private static final long LINGER = 10_000_000L;

    /** A batch of so many bytes is part of a flow that no eye follows: the next may wait longer, which costs less. */
    private static final int FLOW = 32 << 10;

    private static final long LINGER_IN_FLOW = 50_000_000L;
    private static final long SLEEP = 10_000_000_000L;
    private static final long FIRST_PAUSE = 50_000_000L;
    private static final long LONGEST_PAUSE = 2_000_000_000L;

    private final Spool spool;
    private final Uplink uplink;
    private final Identity identity;
    private final BatchReader reader;
    private final Refusals refusals;
    private final Thread thread = new Thread(this, "ipcscope-sender");
    private final ArrayDeque<Flight> flights = new ArrayDeque<>();
    private volatile boolean stopped;
    private volatile boolean hurried;
    private volatile boolean asleep;
    private volatile String error = CONNECTING;
    private volatile long sent;
    private long pause = FIRST_PAUSE;

    /** Who sends; asked again for each stream, since the spool's identity may change. */
    public interface Identity {
        /** The agent, with the identity of its present spool. */
        AgentInfo info();

        /** The server has given the agent this name and is this store. */
        void welcomed(String name, UUID store);
    }

    private record Flight(BatchReader.Batch batch, CompletableFuture<Long> answer) {}

    /** {@code lost} is told how many messages were given up. */
    Sender(Spool spool, Uplink uplink, Identity identity, LongConsumer lost) {
        this.refusals = new Refusals(uplink, lost);
        this.spool = spool;
        this.uplink = uplink;
        this.identity = identity;
        this.reader = new BatchReader(spool);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join(2_000);
        uplink.close();
    }

    /** There is more to send; wakes the sender only when it is much or had nothing to do. */
    void published() {
        if (asleep || spool.waitingBytes() - reader.inFlightBytes() >= ENOUGH) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Somebody waits for what is in the spool. */
    void hurry() {
        hurried = true;
        LockSupport.unpark(thread);
    }

    String error() {
        return error;
    }

    /** Nothing reaches the server, and not only because the first try isn't over. */
    boolean isFailing() {
        String now = error;
        return !now.isEmpty() && !now.equals(CONNECTING);
    }

    long sent() {
        return sent;
    }

    @Override
    public void run() {
        Scheduling.giveWay(); // to relays: it has time
        while (!stopped) {
            try {
                stream();
            } catch (Refusals.StreamOver e) {
                LOG.log(Level.WARNING, "{0}", e.getMessage());
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
            flights.clear();
            reader.forget();
        }
    }

    private void failed(Exception e) {
        String text = String.valueOf(e.getMessage());
        if (!text.equals(error) && !stopped) {
            String end = text.endsWith(".") ? " Trying again." : "; trying again";
            LOG.log(Level.WARNING, "Nothing reaches the server: {0}{1}", text, end);
        }
        error = text;
        LockSupport.parkNanos(pause);
        pause = Math.min(LONGEST_PAUSE, pause * 2);
    }

    private void stream() throws IOException {
        UUID id = spool.oldestUnacknowledged().segment().spool;
        Uplink.Welcome welcome = uplink.hello(id, identity.info());
        if (refusals.skip(welcome, id) || tellWhatIsGone(welcome, id)) {
            return;
        }
        if (!spool.resumable(id, welcome.lastSeq())) {
            LOG.log(
                    Level.WARNING,
                    "The server has message {0} of this spool and the spool doesn''t go on from there:"
                            + " it is sent as a new one",
                    welcome.lastSeq());
            spool.renew(welcome.lastSeq());
            return;
        }
        identity.welcomed(welcome.name(), welcome.store());
        if (!error.isEmpty()) {
            LOG.log(Level.INFO, "Connected to the server as {0}", welcome.name());
        }
        error = "";
        reader.resume(id, welcome.lastSeq());
        long ordinal = 0;
        long lastSent = System.nanoTime();
        long linger = LINGER;
        while (!stopped) {
            reap();
            boolean due = hurried || System.nanoTime() - lastSent >= linger || reader.ready() >= ENOUGH;
            boolean free = flights.size() < (refusals.probing() ? 1 : uplink.batchesAtOnce());
            BatchReader.Batch batch = due && free ? reader.next(refusals.probing() ? 1 : Integer.MAX_VALUE) : null;
            if (batch == null) {
                if (reader.atEndOf(id) && flights.isEmpty()) {
                    return; // the rest of the spool has another identity
                }
                hurried = hurried && !flights.isEmpty();
                rest(linger);
                continue;
            }
            linger = batch.bytes().remaining() >= FLOW ? LINGER_IN_FLOW : LINGER;
            CompletableFuture<Long> answer = uplink.send(welcome, id, ordinal++, batch.bytes());
            answer.whenComplete((seq, e) -> LockSupport.unpark(thread));
            flights.add(new Flight(batch, answer));
            sent += batch.messages();
            lastSent = System.nanoTime();
        }
    }

    /**
     * Until there is more to send, an answer came, or what there is may go. First says so, then looks, as the spooler. While
     * there is something that may not go yet, more of it doesn't wake.
     */
    private void rest(long linger) {
        asleep = true;
        boolean nothing = reader.isAtEnd();
        asleep = nothing;
        LockSupport.parkNanos(nothing ? SLEEP : linger);
        asleep = false;
    }

    /** What the server lacks and the spool has no more is a gap; so is what came before an identity that began late. */
    private boolean tellWhatIsGone(Uplink.Welcome welcome, UUID id) throws IOException {
        long first = spool.firstSeq(id);
        Details.Gap gap = spool.untold.get(id);
        boolean gone = welcome.lastSeq() > 0 && welcome.lastSeq() < first - 1;
        if (gap == null && !gone) {
            return false;
        }
        if (gap == null) {
            gap = new Details.Gap(first - 1 - welcome.lastSeq(), "the agent's spool doesn't have them any more");
        }
        LOG.log(Level.WARNING, "Messages before {0} are lost: {1}", first, gap.reason());
        uplink.skip(welcome, id, first, gap);
        spool.untold.told(id);
        return true;
    }

    private void reap() throws IOException {
        while (!flights.isEmpty() && flights.peek().answer().isDone()) {
            Flight flight = flights.remove();
            long seq;
            try {
                seq = flight.answer().get();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof RefusedException refusal && refusal.malformed()) {
                    refusals.refused(flight.batch(), refusal, reader);
                    throw new Refusals.StreamOver(refusal);
                }
                throw cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
            }
            BatchReader.Batch batch = flight.batch();
            refusals.taken(batch);
            spool.acknowledge(batch.segment(), batch.end(), Math.min(seq, batch.lastSeq()));
            ByteBuffer free = batch.bytes();
            reader.release(free, batch);
            pause = FIRST_PAUSE;
        }
    }
}
