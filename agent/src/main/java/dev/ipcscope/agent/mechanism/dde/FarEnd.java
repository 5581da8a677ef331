package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.win32.DdeMessage;
import dev.ipcscope.agent.win32.DdeWindow;
import dev.ipcscope.agent.win32.MessageLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The window by which the tap asks servers in a client's place. As a client's window it may get several answers, when the
 * client left service or topic open, and then is the far end of several conversations, told apart by the server's window.
 */
final class FarEnd {

    private static final int MOST_EARLY = 1_000;

    private final Object lock = new Object();
    private final List<DdeMessage> early = new ArrayList<>();
    private final List<DdeMessage> answers = new ArrayList<>();
    private final Map<Long, DdeConversation> conversations = new HashMap<>();
    private final DdeWindow window;
    private int expected; // conversations that are about to join

    private FarEnd(MessageLoop loop, boolean unicode) throws IOException {
        this.window = DdeWindow.open(loop, unicode, this::received);
    }

    static FarEnd open(MessageLoop loop, boolean unicode) throws IOException {
        return new FarEnd(loop, unicode);
    }

    DdeWindow window() {
        return window;
    }

    private void received(DdeMessage message) {
        DdeConversation conversation;
        synchronized (lock) {
            conversation = conversations.get(message.from());
            if (conversation == null && message.message() == DdeMessage.ACK) {
                answers.add(message);
            } else if (conversation == null && early.size() < MOST_EARLY) {
                early.add(message);
            }
        }
        if (conversation != null) {
            conversation.received(message);
        }
    }

    /** The answers to the questions that were asked since the last call: whose they are the atoms are. */
    List<DdeMessage> takeAnswers() {
        synchronized (lock) {
            List<DdeMessage> taken = List.copyOf(answers);
            answers.clear();
            return taken;
        }
    }

    /** A conversation will {@link #join}: the window stays for it, although nobody uses it yet. */
    void expect() {
        synchronized (lock) {
            expected++;
        }
    }

    /** What comes, and came, from this server belongs to this conversation. On the loop's thread. */
    void join(long server, DdeConversation conversation) {
        List<DdeMessage> came;
        synchronized (lock) {
            expected--;
            if (!conversation.isOver()) {
                conversations.put(server, conversation);
            }
            came = early.stream().filter(message -> message.from() == server).toList();
            early.removeAll(came);
        }
        came.forEach(conversation::received);
        closeUnlessUsed(); // it may be over already
    }

    /** A conversation is over; the last one closes the window. */
    void leave(DdeConversation conversation) {
        synchronized (lock) {
            conversations.values().remove(conversation);
        }
        closeUnlessUsed();
    }

    /** Nobody answered, or nobody talks any more. */
    void closeUnlessUsed() {
        synchronized (lock) {
            if (expected > 0 || !conversations.isEmpty() || !answers.isEmpty()) {
                return;
            }
        }
        window.close();
    }
}
