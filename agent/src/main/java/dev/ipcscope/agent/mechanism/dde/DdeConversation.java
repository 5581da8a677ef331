package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Forerunners;
import dev.ipcscope.agent.win32.DdeMemory;
import dev.ipcscope.agent.win32.DdeMessage;
import dev.ipcscope.agent.win32.DdeWindow;
import dev.ipcscope.agent.win32.TopWindow;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One conversation through the tap: a window that is the server for the client, and one that is the client for the server.
 *
 * <pre>
 *   client's window ⇄ near ══ this ══ far ⇄ server's window
 * </pre>
 *
 * Messages are posted, so nothing here ever waits for a program. All methods run on the thread of the windows' loop.
 */
final class DdeConversation {

    private static final long FAREWELL_NANOS = 10_000_000_000L;
    private static final int MOST_HELD = 5_000;

    private final ConversationLog log;
    private final Transcript transcript;
    private final boolean recordsFirst;
    private final Calls calls = new Calls();
    private final Courier courier = new Courier();
    private final ItemNames items = new ItemNames(DdeMemory::name);
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final long client;
    private final long server;
    private final DdeWindow near;
    private final FarEnd far;
    private long messagesToServer;
    private long messagesToClient;
    private boolean holding;
    private boolean ending;
    private long endingSince;
    private boolean over;

    /** The windows of a conversation and who is behind them. */
    record Ends(long client, DdeWindow near, FarEnd far, long server) {}

    DdeConversation(Ends ends, ConversationLog log, Transcript transcript, boolean recordsFirst) {
        this.client = ends.client();
        this.server = ends.server();
        this.near = ends.near();
        this.far = ends.far();
        this.log = log;
        this.transcript = transcript;
        this.recordsFirst = recordsFirst;
    }

    /** From one of its two partners, by its window. */
    void received(DdeMessage message) {
        if (over || message.from() != client && message.from() != server) {
            return;
        }
        Direction direction = message.from() == client ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
        if (direction == Direction.CLIENT_TO_SERVER) {
            Forerunners.beforeMessage();
        }
        long mono = ConversationLog.now();
        if (!holding) {
            handle(direction, message, mono);
        } else if (held.size() < MOST_HELD) {
            held.add(() -> handle(direction, message, mono));
        } else {
            log.gap(1L, "more than " + MOST_HELD + " messages are held");
        }
    }

    /** Keeps all messages back, both ways, or lets them go on. Other conversations don't notice. */
    void hold(boolean hold) {
        holding = hold;
        while (!holding && !held.isEmpty()) {
            held.poll().run();
        }
    }

    private void handle(Direction direction, DdeMessage message, long mono) {
        if (message.message() == DdeMessage.TERMINATE) {
            terminated(direction);
            return;
        }
        try {
            byte[] block = message.block() == 0 || message.message() == DdeMessage.ACK
                    ? new byte[0]
                    : DdeMemory.read(message.block());
            pass(calls.take(direction, message, block, items.name(message.atom()), mono));
        } catch (IOException e) {
            log.error(direction, 0, "a message couldn't be passed on: " + e.getMessage());
        }
    }

    private void pass(Move move) throws IOException {
        if (move.message().carriesCommands() && move.message().message() == DdeMessage.ACK && move.answers() == null) {
            transcript.undelivered(move, null, "it acknowledges commands that nobody sent");
            return;
        }
        DdeMessage goes = courier.pack(move);
        if (recordsFirst) {
            transcript.tell(move);
        }
        try {
            post(move.direction(), goes);
            courier.posted(move, goes);
            count(move.direction());
        } catch (Win32Exception e) {
            courier.lost(move, goes);
            if (move.opens() != null) {
                calls.forget(move.opens());
            }
            transcript.undelivered(move, e.code(), String.valueOf(e.getMessage()));
            if (e.code() == Win32Exception.INVALID_WINDOW_HANDLE) {
                look(ConversationLog.now());
            }
        }
        if (!recordsFirst) {
            transcript.tell(move);
        }
    }

    private void post(Direction direction, DdeMessage message) throws Win32Exception {
        if (direction == Direction.CLIENT_TO_SERVER) {
            far.window().post(server, message);
        } else {
            near.post(client, message);
        }
    }

    private void count(Direction direction) {
        if (direction == Direction.CLIENT_TO_SERVER) {
            messagesToServer++;
        } else {
            messagesToClient++;
        }
    }

    /** The first TERMINATE ends the conversation, the second one, which answers it, the windows. */
    private void terminated(Direction direction) {
        boolean byClient = direction == Direction.CLIENT_TO_SERVER;
        boolean answer = ending;
        end(
                byClient ? "closed by client" : "closed by server",
                byClient ? "the client ended the conversation" : "the server ended the conversation");
        farewell(direction);
        if (answer) {
            dispose();
        }
    }

    private void farewell(Direction direction) {
        try {
            post(direction, new DdeMessage(DdeMessage.TERMINATE, 0, 0, 0));
        } catch (Win32Exception e) {
            dispose(); // nobody is there to say it to
        }
    }

    /** Ends it towards both sides because the tap is closed. */
    void close() {
        if (!over && !ending) {
            hold(false);
            end("tap closed", "the tap was closed");
            farewell(Direction.CLIENT_TO_SERVER);
            farewell(Direction.SERVER_TO_CLIENT);
        }
        dispose();
    }

    /** Looks whether both are there still, and which calls wait. */
    void look(long now) {
        if (over) {
            return;
        }
        calls.open().forEach(call -> transcript.mention(call, now));
        if (!TopWindow.exists(server)) {
            end("server gone", "the server's window is gone: its program ended or closed it");
            farewell(Direction.SERVER_TO_CLIENT);
            dispose();
        } else if (!TopWindow.exists(client)) {
            end("client gone", "the client's window is gone: its program ended or closed it");
            farewell(Direction.CLIENT_TO_SERVER);
            dispose();
        } else if (ending && now - endingSince > FAREWELL_NANOS) {
            dispose();
        }
    }

    private void end(String how, String reason) {
        if (ending) {
            return;
        }
        ending = true;
        endingSince = ConversationLog.now();
        for (Call call : calls.end()) {
            courier.settle(call, false);
            if (call.number != 0) {
                transcript.fail(call, endingSince, 0, reason);
            }
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("end", how);
        attributes.put("messagesToServer", messagesToServer);
        attributes.put("messagesToClient", messagesToClient);
        log.close(Details.of(attributes));
    }

    private void dispose() {
        over = true;
        near.close();
        far.leave(this);
    }

    /** Whether it takes part in nothing any more. */
    boolean isOver() {
        return over;
    }

    /** Whether it still runs: nobody has ended it. */
    boolean isOpen() {
        return !ending;
    }
}
