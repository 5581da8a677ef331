package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeShape;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client of a tap: connects it to the real pipe, finds out who both are, and relays. */
final class PipeConversation {

    private static final Duration ATTRIBUTION_LIMIT = Duration.ofMillis(500);

    private final PipeEnd client;
    private final Upstream target;
    private final Recorder recorder;
    private final Processes processes;
    private final @Nullable String missed;
    private final List<Future<?>> pending = new ArrayList<>();
    private volatile boolean stopped;
    private volatile @Nullable PipeRelay relay;
    private volatile @Nullable ConversationLog log;

    PipeConversation(PipeEnd client, Upstream target, Recorder recorder, Processes processes) {
        this(client, target, recorder, processes, null);
    }

    /**
     * A conversation that hasn't begun.
     *
     * @param missed why its beginning isn't seen, or null
     */
    PipeConversation(PipeEnd client, Upstream target, Recorder recorder, Processes processes, @Nullable String missed) {
        this.missed = missed;
        this.client = client;
        this.target = target;
        this.recorder = recorder;
        this.processes = processes;
    }

    /** Runs until both ends are closed. */
    void run() {
        ConversationLog log = openLog();
        this.log = log;
        if (missed != null) {
            log.gap(null, missed);
        }
        Details end = Details.of(Map.of("end", "no server"));
        try {
            PipeEnd server = target.connect(client, this::isWanted);
            end = relay(server, log);
        } catch (ClosedChannelException e) {
            end = Details.of(Map.of("end", "tap closed"));
        } catch (IOException e) {
            int code = e instanceof Win32Exception windows ? windows.code() : 0;
            log.error(Direction.SERVER_TO_CLIENT, code, e.getMessage() + "; the client was hung up");
            target.tell("the last client was hung up: " + e.getMessage());
        } finally {
            client.close();
            target.left(client); // the next client needn't wait for what is still to be recorded of this one
            awaitProcesses();
            log.close(end);
        }
    }

    /** Hangs up; from any thread. */
    void stop() {
        stopped = true;
        PipeRelay running = relay;
        if (running != null) {
            running.stop();
        } else {
            client.close();
        }
    }

    /** Ends the record and lets the two go on talking, unseen, until they hang up; from any thread. */
    void leaveAlone() {
        ConversationLog open = log;
        if (open != null) {
            open.close(Details.of(Map.of("end", "tap closed")));
        }
    }

    private Details relay(PipeEnd server, ConversationLog log) throws IOException {
        if (!server.shape().carriesLike(client.shape())) {
            server.close();
            target.release(server);
            throw new IOException(target.name() + " is made otherwise than when the tap was opened"
                    + " (byte or message mode, direction): close the tap and open it again");
        }
        target.tell("");
        long pid = target.serverPid(server);
        describe(pid, info -> log.processes(null, info));
        PipeRelay both =
                new PipeRelay(client, server, Flow.of(log, recorder, new GateSlot()), () -> target.release(server));
        relay = both;
        if (stopped) {
            both.stop();
        }
        try {
            both.run();
        } finally {
            target.release(server);
        }
        return both.details();
    }

    private ConversationLog openLog() {
        PipeShape shape = client.shape();
        long pid = clientPid();
        ProcessInfo first = pid == 0 ? ProcessInfo.UNKNOWN : ProcessInfo.ofPid(pid);
        ConversationLog log = recorder.open(
                null,
                target.name(),
                first,
                ProcessInfo.UNKNOWN,
                Map.of(
                        "mode",
                        shape.message() ? "message" : "byte",
                        "access",
                        shape.access().name().toLowerCase(Locale.ROOT)));
        describe(pid, info -> log.processes(info, null));
        return log;
    }

    private long clientPid() {
        try {
            return client.clientPid();
        } catch (ClosedChannelException e) {
            return 0;
        }
    }

    private void describe(long pid, Consumer<ProcessInfo> found) {
        if (pid != 0) {
            pending.add(processes.describe(pid, found));
        }
    }

    /** Both pipes are closed by now: nobody but the record waits for this. */
    private void awaitProcesses() {
        long deadline = System.nanoTime() + ATTRIBUTION_LIMIT.toNanos();
        for (Future<?> question : pending) {
            try {
                question.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException | CancellationException e) {
                // Then they stay as they are known: by number.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isWanted() {
        try {
            return !stopped && client.isAlive();
        } catch (ClosedChannelException e) {
            return false;
        }
    }
}
