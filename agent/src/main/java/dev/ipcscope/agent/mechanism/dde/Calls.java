package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.win32.DdeMessage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which message of a conversation answers which. DDE numbers nothing: an answer names the item (or the block of
 * commands), and a program answers in the order in which it was asked, so the oldest call that fits is meant.
 *
 * <p>Bounded: of more than 10,000 calls without an answer the oldest is forgotten. One thread at a time.
 */
final class Calls {

    private static final int MOST = 10_000;

    private final List<Call> ofClient = new ArrayList<>();
    private final List<Call> ofServer = new ArrayList<>();
    private long last;

    /** What a message means; calls that it answers are no longer open. */
    Move take(Direction direction, DdeMessage message, byte[] block, String item, long mono) {
        DdeHeader header = hasHeader(message) ? DdeHeader.of(block) : DdeHeader.NONE;
        boolean toServer = direction == Direction.CLIENT_TO_SERVER;
        Call opens = null;
        Call answers = null;
        if (message.message() == DdeMessage.ACK) {
            answers = remove(toServer ? ofServer : ofClient, call -> acknowledges(message, call));
        } else if (toServer) {
            opens = open(ofClient, message, header, item, mono);
        } else if (message.message() == DdeMessage.DATA) {
            answers = header.isResponse() ? request(message, header.format()) : null;
            opens = header.wantsAck() ? open(ofServer, message, header, item, mono) : null;
        }
        return new Move(direction, message, block, item, opens, answers, mono);
    }

    static boolean hasHeader(DdeMessage message) {
        return message.message() == DdeMessage.ADVISE
                || message.message() == DdeMessage.POKE
                || message.message() == DdeMessage.DATA;
    }

    private Call open(List<Call> calls, DdeMessage message, DdeHeader header, String item, long mono) {
        int format = hasHeader(message) ? header.format() : (int) message.low() & 0xffff;
        long number = calls == ofClient ? ++last : 0;
        Call call = new Call(number, message, header, format, item, mono);
        if (calls.size() >= MOST) {
            calls.remove(0);
        }
        calls.add(call);
        return call;
    }

    private static boolean acknowledges(DdeMessage ack, Call call) {
        return ack.carriesCommands()
                ? call.isExecute() && call.given == ack.high()
                : !call.isExecute() && call.message.atom() == ack.atom();
    }

    private @Nullable Call request(DdeMessage data, int format) {
        Predicate<Call> sameItem =
                call -> call.message.message() == DdeMessage.REQUEST && call.message.atom() == data.atom();
        Call exact = remove(ofClient, sameItem.and(call -> call.format == format));
        return exact != null ? exact : remove(ofClient, sameItem);
    }

    private static @Nullable Call remove(List<Call> calls, Predicate<Call> wanted) {
        for (Iterator<Call> all = calls.iterator(); all.hasNext(); ) {
            Call call = all.next();
            if (wanted.test(call)) {
                all.remove();
                return call;
            }
        }
        return null;
    }

    /** The call couldn't even be passed on. */
    void forget(Call call) {
        ofClient.remove(call);
        ofServer.remove(call);
    }

    /** What the client asked and nobody answered so far, the oldest first; a copy. */
    List<Call> open() {
        return List.copyOf(ofClient);
    }

    /** Forgets all that is open and returns it, of both sides. */
    List<Call> end() {
        List<Call> all = new ArrayList<>(ofClient);
        all.addAll(ofServer);
        ofClient.clear();
        ofServer.clear();
        return all;
    }
}
