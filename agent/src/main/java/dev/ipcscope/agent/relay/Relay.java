package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Relays between two connections in both directions until both have ended.
 *
 * <pre>
 *   what one side does          what the other side sees
 *   ends its sending            the end of the stream; the way back stays open (half-close)
 *   breaks off (reset)          what was sent before, then a reset
 *   stops reading               its writes wait (back-pressure)
 *   breaks off after its end    a reset or hang-up, also when nothing is written to it (where that can be known)
 *   ends its receiving          a write more, then refusals (Unix sockets only: TCP doesn't tell)
 *   is gone when we write       what it had still sent is passed on, then the writer is reset
 * </pre>
 */
public final class Relay {

    private static final long BEGIN_MILLIS = 1_000;

    /** How long bytes of a side that broke off may take to reach the other before that one is reset, too. */
    private static final long DRAIN_MILLIS = 1_000;

    /** How long the end of a stream is held back while a write to the same side may be failing at this moment. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Connection client;
    private final Connection server;
    private final Flow flow;
    private final Way toServer;
    private final Way toClient;
    private final AtomicReference<String> end = new AtomicReference<>("");

    /** A relay of two open connections, which it owns from now on. */
    public Relay(Connection client, Connection server, Flow flow) {
        this.client = client;
        this.server = server;
        this.flow = flow;
        this.toServer = new Way(client, server, Direction.CLIENT_TO_SERVER, "client", "server");
        this.toClient = new Way(server, client, Direction.SERVER_TO_CLIENT, "server", "client");
    }

    /**
     * Relays in the calling thread and one more; returns when both directions have ended, the connections are closed and
     * the conversation's {@code close} is recorded.
     */
    public void run() {
        try {
            RelayThreads.run(Thread.currentThread().getName() + " back", () -> toClient.run(toServer));
            toClient.awaitBegin();
            toServer.run(toClient);
            toClient.awaitEnd();
        } catch (OutOfMemoryError e) {
            end.compareAndSet("", "no thread left");
            flow.log().error(Direction.NONE, 0, "the agent can't start another thread: " + e.getMessage());
            abort();
        } finally {
            client.close();
            server.close();
            flow.log().close(details());
        }
    }

    /** Ends it in an orderly way because its tap closes: what was read is still written. From any thread. */
    public void stop() {
        end.compareAndSet("", "tap closed");
        client.stopReading();
        server.stopReading();
    }

    /** Breaks both connections off. From any thread. */
    public void abort() {
        client.abort();
        server.abort();
    }

    private Details details() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("end", end.get());
        attributes.put("bytesToServer", toServer.lane.bytes());
        attributes.put("bytesToClient", toClient.lane.bytes());
        return Details.of(attributes);
    }

    /** One direction and how it ends. */
    private final class Way {
        private final Connection from;
        private final Connection to;
        private final String source;
        private final String sink;
        private final Lane lane;
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable IOException broke; // what the write that the sink refused gave

        Way(Connection from, Connection to, Direction direction, String source, String sink) {
            this.from = from;
            this.to = to;
            this.source = source;
            this.sink = sink;
            this.lane = new Lane(direction, to, flow);
        }

        void run(Way back) {
            try {
                Pump pump = new Pump(from, lane, flow.buffers());
                begun.countDown();
                Pump.End how = pump.run();
                switch (how.cause()) {
                    case END_OF_STREAM -> passEndOn(back);
                    case READ_FAILED -> {
                        end.compareAndSet("", "reset by " + source);
                        to.abort();
                    }
                    case WRITE_FAILED -> {
                        broke = how.failure();
                        end.compareAndSet("", "reset by " + sink);
                        boolean sends;
                        do {
                            sends = back.broke == null && to.endedReceivingOnly(from);
                            back.awaitEnd(DRAIN_MILLIS);
                        } while (sends && back.ended.getCount() > 0);
                        from.abort();
                    }
                }
            } catch (Throwable e) {
                end.compareAndSet("", "failed");
                abort();
                flow.log().error(lane.direction(), 0, "the relay failed: " + e);
                throw e;
            } finally {
                ended.countDown();
            }
        }

        /** A reset is told to only one system call: while the way back learns of it, this one may read a mere end. */
        private void passEndOn(Way back) {
            long start = System.nanoTime();
            while (back.lane.isWriting() && back.broke == null && System.nanoTime() - start < SETTLE_NANOS) {
                LockSupport.parkNanos(100_000);
            }
            IOException refused = back.broke;
            if (refused != null && !from.endedSendingFirst(refused)) {
                to.abort();
                return;
            }
            end.compareAndSet("", "closed by " + source);
            try {
                to.finish();
                if (refused == null) {
                    from.onBreak(() -> passBreakOn(back));
                }
            } catch (IOException e) {
                end.compareAndSet("", "reset by " + sink);
            }
        }

        /** The one that ended its sending doesn't receive any more either, which the other's next write shall tell. */
        private void passBreakOn(Way back) {
            if (back.ended.getCount() > 0) {
                RelayThreads.run("relay break", () -> {
                    to.awaitReceipt(DRAIN_MILLIS);
                    to.abort();
                });
            }
        }

        /**
         * The server hears nothing before what it answers is waited for, as a client waits that has spoken: Wine tells a
         * reset as a mere end to one that reads only then.
         */
        void awaitBegin() {
            try {
                begun.await(BEGIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                Relay.this.abort();
            }
        }

        void awaitEnd() {
            awaitEnd(Long.MAX_VALUE);
        }

        private void awaitEnd(long millis) {
            boolean interrupted = false;
            long limit =
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, Long.MAX_VALUE / 2_000_000));
            while (true) {
                try {
                    boolean done = ended.await(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (done || System.nanoTime() - limit >= 0) {
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    Relay.this.abort();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
