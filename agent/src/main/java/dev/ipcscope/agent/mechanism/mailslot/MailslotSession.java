package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject.Kind;
import dev.ipcscope.agent.win32.MailslotReader;
import dev.ipcscope.agent.win32.MailslotWriter;
import dev.ipcscope.agent.win32.PipeSecurity;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One life of the real mailslot: a front of its shape, one conversation, and the way back where there is one. */
final class MailslotSession {

    private static final Duration READ_TIMEOUT = Duration.ofMillis(100);
    private static final long REPLIES_MILLIS = 1_000;

    /** Why messages are lost when a session is abandoned. */
    static final String UNREAD = "its reader took nothing while the tap was being closed";

    private final MailslotPair pair;
    private final MailslotReader front;
    private final SlotWriter real;
    private final ConversationLog log;
    private final SlotRelay relay;
    private final @Nullable ReplyWay back;
    private final BooleanSupplier closed;
    private volatile boolean over;

    /** How it ended. */
    enum Ended {
        /** Nobody reads the real mailslot any more. */
        READER_GONE,
        /** The tap was closed. */
        TAP_CLOSED
    }

    private MailslotSession(
            MailslotPair pair,
            @Nullable MailslotPair reply,
            MailslotReader front,
            ConversationLog log,
            Recorder recorder,
            GateSlot gates,
            ExecutorService scans,
            BooleanSupplier closed) {
        this.pair = pair;
        this.front = front;
        this.log = log;
        this.closed = closed;
        this.real = new SlotWriter(pair);
        WriterQuestion writer = new WriterQuestion(pair.front(), log, scans);
        Flow flow = Flow.of(log, recorder, gates);
        this.relay = new SlotRelay(front, real, Direction.CLIENT_TO_SERVER, flow, writer::messageCame);
        this.back = reply == null ? null : new ReplyWay(reply, flow, this::isOver);
    }

    /** Makes the front; from now on writers reach it, and what they write waits for {@link #run}. */
    static MailslotSession open(
            MailslotPair pair,
            @Nullable MailslotPair reply,
            Recorder recorder,
            GateSlot gates,
            ExecutorService scans,
            BooleanSupplier closed)
            throws IOException {
        Holders holders = pair.isLocal() ? holders(pair.real()) : new Holders(null, null, Set.of());
        MailslotReader front = front(pair, holders.maxMessage());
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (holders.state() != null) {
            attributes.put("maxMessage", holders.maxMessage());
        }
        Long reader = holders.reader();
        ProcessInfo server = reader == null
                ? ProcessInfo.UNKNOWN
                : ProcessLookup.ofThisMachine().describe(reader);
        ConversationLog log = recorder.open(null, pair.real(), ProcessInfo.UNKNOWN, server, attributes);
        return new MailslotSession(pair, reply, front, log, recorder, gates, scans, closed);
    }

    private static Holders holders(String name) {
        try {
            return Holders.of(HandleScan.of(Kind.MAILSLOT), name);
        } catch (IOException e) {
            return new Holders(null, null, Set.of());
        }
    }

    /** A mailslot like the real one: who may write, and how much at once as far as that is known. */
    static MailslotReader front(MailslotPair pair, int maxMessage) throws IOException {
        PipeSecurity security = PipeSecurity.ofTheSystem();
        if (pair.isLocal()) {
            try (MailslotWriter probe = MailslotWriter.open(pair.real())) {
                security = probe.security();
            } catch (Win32Exception e) {
                throw refused(e);
            }
        }
        try (PipeSecurity like = security) {
            return MailslotReader.create(pair.front(), maxMessage, READ_TIMEOUT, like);
        } catch (Win32Exception e) {
            throw e.code() != Win32Exception.ALREADY_EXISTS
                    ? e
                    : new IOException(
                            "a mailslot named " + pair.front()
                                    + " exists already: close the tap or program that made it, or choose another name",
                            e);
        }
    }

    private static IOException refused(Win32Exception e) {
        return e.code() != Win32Exception.ACCESS_DENIED
                ? e
                : new IOException(
                        e.getMessage() + ": its access list doesn't let this user write into it: run the agent as the"
                                + " reader's user or as administrator",
                        e);
    }

    private boolean isOver() {
        return over || closed.getAsBoolean();
    }

    /** What is worth showing while it runs. */
    String note() {
        return back == null ? "" : back.note();
    }

    /** Relays until it ends; closes everything. */
    Ended run() {
        Thread replies = back == null ? null : RelayThreads.start("mailslot replies " + pair.front(), back);
        Ended how = Ended.TAP_CLOSED;
        try (front;
                real) {
            how = relay.run(closed) ? Ended.READER_GONE : Ended.TAP_CLOSED;
        } catch (IOException e) {
            log.error(Direction.CLIENT_TO_SERVER, 0, e.getMessage() + "; the front is made anew");
            how = Ended.READER_GONE;
        } finally {
            over = true;
            join(replies);
            finish(how);
        }
        return how;
    }

    private void finish(Ended how) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("end", how == Ended.READER_GONE ? "reader gone" : "tap closed");
        attributes.put("bytesToServer", relay.bytes());
        if (back != null) {
            attributes.put("bytesToClient", back.bytes());
        }
        log.close(Details.of(attributes));
    }

    /** Removes the names although a write still waits, whose thread ends with it. */
    void abandon() {
        over = true;
        relay.giveUp(0, UNREAD);
        front.close();
        if (back != null) {
            back.abandon();
        }
        finish(Ended.TAP_CLOSED);
    }

    /** The client may not read its replies; the next life of the real mailslot doesn't wait for that. */
    private void join(@Nullable Thread replies) {
        if (replies == null || back == null) {
            return;
        }
        try {
            replies.join(REPLIES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        back.abandon();
    }
}
