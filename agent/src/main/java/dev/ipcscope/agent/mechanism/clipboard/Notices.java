package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.win32.ClipboardContents;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells at once that the clipboard has changed, with its number and owner, and keeps when and who that was: what is read
 * of it comes later, when the owner may have ended, and carries the same time. The listener's thread, the reader's, and
 * those that have seen a message of another mechanism; whoever is first tells a change.
 */
final class Notices {

    private static final int MOST = 1_000;
    private static final int TRIES = 3;

    private final Owners owners;
    private final long before;
    private volatile long last;
    private final LinkedHashMap<Long, Notice> unread = new LinkedHashMap<>(); // and the one that was read last

    /** Of changes after this one. */
    Notices(Owners owners, long before) {
        this.owners = owners;
        this.before = before;
        this.last = before;
    }

    /**
     * That a change was noticed.
     *
     * @param mono when
     * @param log the conversation of who made it
     */
    record Notice(long mono, ConversationLog log) {}

    /** Somebody is about to take the time of a message; a change that came before it is told before it. */
    void beforeMessage() {
        if (last != ClipboardContents.sequence()) {
            heard();
        }
    }

    /** The system says that there was a change, or it is seen. */
    void heard() {
        for (int i = 0; i < TRIES; i++) {
            long sequence = ClipboardContents.sequence();
            Long owner = ClipboardContents.ownerPid();
            if (sequence == ClipboardContents.sequence()) { // else the owner may be that of the next contents
                if (sequence != before) {
                    // Taken now: a time from before the number was read might be from before the change, too.
                    seen(sequence, owner, ConversationLog.now());
                }
                return;
            }
        }
    }

    /** These contents are about to be read, the clipboard being open; earlier ones can't be any more. */
    synchronized Notice read(long sequence) {
        Notice notice = seen(sequence, ClipboardContents.ownerPid(), ConversationLog.now());
        Iterator<Long> sequences = unread.keySet().iterator();
        while (sequences.hasNext() && sequences.next() != sequence) {
            sequences.remove();
        }
        return notice;
    }

    /** Ends the conversations of owners that have ended and of whose changes nothing is to be read any more. */
    synchronized void forgetEnded() {
        owners.forgetEnded(unread.values().stream().map(Notice::log).collect(Collectors.toSet()));
    }

    private synchronized Notice seen(long sequence, @Nullable Long owner, long mono) {
        Notice known = unread.get(sequence);
        if (known != null) {
            return known;
        }
        if (unread.size() >= MOST) {
            unread.remove(unread.keySet().iterator().next());
        }
        Notice notice = new Notice(mono, owners.of(owner));
        unread.put(sequence, notice);
        last = sequence;
        notice.log()
                .record(
                        Kind.EVENT,
                        Direction.CLIENT_TO_SERVER,
                        mono,
                        0,
                        null,
                        Details.of(Map.of("sequence", sequence, "text", "the clipboard has changed")));
        return notice;
    }
}
