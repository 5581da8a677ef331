package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.Lane;
import dev.ipcscope.agent.relay.Pump;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.relay.Sink;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeShape.Access;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Relays one connection between two pipe ends, which it owns. Pipes know no half-close: when one side hangs up, what it
 * wrote is delivered and then the other is hung up in the same manner.
 */
final class PipeRelay {

    private final PipeSide client;
    private final PipeSide server;
    private final Flow flow;
    private final Runnable serverGone;
    private final Way toServer;
    private final Way toClient;
    private final AtomicReference<String> end = new AtomicReference<>("");

    /**
     * A relay of two connected ends.
     *
     * @param serverGone run when the server has hung up, maybe while its last bytes are still being delivered
     */
    PipeRelay(PipeEnd client, PipeEnd server, Flow flow, Runnable serverGone) {
        this.serverGone = serverGone;
        this.client = new PipeSide(client);
        this.server = new PipeSide(server);
        this.flow = flow;
        this.toServer = new Way(this.client, this.server, Direction.CLIENT_TO_SERVER);
        this.toClient = new Way(this.server, this.client, Direction.SERVER_TO_CLIENT);
    }

    /** Relays in this thread and, where data goes both ways, one more; returns when both ends are closed. */
    void run() {
        Access access = client.end().shape().access();
        try {
            if (access == Access.DUPLEX) {
                CountDownLatch ended = new CountDownLatch(1);
                RelayThreads.run(Thread.currentThread().getName() + " back", () -> runBack(ended));
                toServer.run();
                await(ended);
            } else {
                (access == Access.INBOUND ? toServer : toClient).run();
            }
        } catch (OutOfMemoryError e) {
            end.compareAndSet("", "no thread or memory left");
            flow.log()
                    .error(
                            Direction.NONE,
                            0,
                            "the agent can't relay " + client.end().name() + ": " + e.getMessage());
        } finally {
            close();
        }
    }

    /** Hangs up both; from any thread. */
    void stop() {
        end.compareAndSet("", "tap closed");
        close();
    }

    /** How it ended and how much was carried. */
    Details details() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("end", end.get());
        attributes.put("bytesToServer", toServer.lane.bytes());
        attributes.put("bytesToClient", toClient.lane.bytes());
        return Details.of(attributes);
    }

    private void close() {
        client.end().close();
        server.end().close();
    }

    private void runBack(CountDownLatch ended) {
        try {
            toClient.run();
        } finally {
            ended.countDown();
        }
    }

    private void await(CountDownLatch ended) {
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true;
                stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One direction and how its end is passed on. */
    private final class Way {
        private final PipeSide from;
        private final PipeSide to;
        private final Lane lane;

        Way(PipeSide from, PipeSide to, Direction direction) {
            this.from = from;
            this.to = to;
            this.lane = new Lane(direction, to, flow);
        }

        void run() {
            try {
                Pump.End how = new Pump(from, lane, flow.buffers()).run();
                if (from == server) {
                    serverGone.run();
                }
                IOException failure = how.failure();
                if (failure != null && how.cause() == Pump.Cause.WRITE_FAILED) {
                    failure = undelivered(failure).failure();
                }
                if (failure != null) {
                    flow.log().error(lane.direction(), code(failure), String.valueOf(failure.getMessage()));
                }
                passEndOn();
            } catch (ClosedChannelException e) {
                // Somebody else closed it at the same moment: nothing is left to do.
            } finally {
                to.end().close();
            }
        }

        /**
         * The reader is gone. What its last bytes were is the other way's to deliver; so the writer isn't hung up yet
         * but what it still writes goes nowhere, as it would without a relay.
         */
        private Pump.End undelivered(IOException failure) {
            if (failure instanceof ClosedChannelException) {
                return new Pump.End(Pump.Cause.END_OF_STREAM, null);
            }
            flow.log()
                    .error(
                            lane.direction(),
                            code(failure),
                            "the last message was not delivered: " + failure.getMessage());
            if (from.end().shape().access() != Access.DUPLEX) {
                end.compareAndSet("", "closed by " + name(to));
                return new Pump.End(Pump.Cause.END_OF_STREAM, null);
            }
            Lane nowhere = new Lane(lane.direction(), new Nowhere(), flow);
            return new Pump(from, nowhere, flow.buffers()).run();
        }

        private void passEndOn() throws ClosedChannelException {
            if (from.hangUp() == Win32Exception.PIPE_NOT_CONNECTED && from == server) {
                end.compareAndSet("", "disconnected by server");
                to.end().flushAndDisconnect();
            } else if (from.hangUp() != PipeSide.NONE) {
                end.compareAndSet("", "closed by " + name(from));
            }
        }
    }

    private String name(PipeSide side) {
        return side == client ? "client" : "server";
    }

    private static int code(IOException failure) {
        return failure instanceof Win32Exception windows ? windows.code() : 0;
    }

    /** Where bytes go whose reader is gone. */
    private static final class Nowhere implements Sink {
        @Override
        public void write(Chunk chunk) {}

        @Override
        public void finish() {}
    }
}
