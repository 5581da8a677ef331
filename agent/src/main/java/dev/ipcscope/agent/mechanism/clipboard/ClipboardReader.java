package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.win32.ClipboardContents;
import dev.ipcscope.agent.win32.ClipboardContents.Content;
import dev.ipcscope.agent.win32.Win32Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a change and tells it. One thread, which may hang in here as long as the owner of the contents does. */
final class ClipboardReader {

    private static final int MOST_BYTES = 64 << 20;
    private static final int OPEN_MILLIS = 3_000;
    private static final int ANSWER_MILLIS = 500;
    private static final int ASK_AGAIN_MILLIS = 250;
    private static final int GIVE_UP_MILLIS = 30_000;
    private static final int SLOW_MILLIS = 5_000;
    private static final int LATE_MILLIS = 50;

    private final Wanted wanted;
    private final Owners owners;
    private final Notices notices;
    private final ScheduledExecutorService clock;
    private final BooleanSupplier closed;
    private final IntSupplier furtherChanges;
    private SequenceBook book = new SequenceBook(0);
    private @Nullable Change last;
    private volatile String note = "";

    /**
     * A reader.
     *
     * @param notices when each change was noticed
     * @param clock tells when reading takes long
     * @param furtherChanges how many changes were notified since it was asked last
     */
    ClipboardReader(
            Wanted wanted,
            Owners owners,
            Notices notices,
            ScheduledExecutorService clock,
            BooleanSupplier closed,
            IntSupplier furtherChanges) {
        this.wanted = wanted;
        this.owners = owners;
        this.notices = notices;
        this.clock = clock;
        this.closed = closed;
        this.furtherChanges = furtherChanges;
    }

    /** What has this number already isn't told. */
    void begin(long sequence) {
        book = new SequenceBook(sequence);
    }

    /** Why the last change hasn't been read yet, or empty. */
    String note() {
        return note;
    }

    /**
     * Reads what is there now.
     *
     * @param notified how many changes were notified since the last time
     */
    void read(int notified) throws InterruptedException {
        if (book.isKnown(ClipboardContents.sequence())) { // read with an earlier notification
            tellLost(book.alsoNotified(notified), new long[0]);
            return;
        }
        notices.forgetEnded();
        owners.describe();
        boolean reads = wanted.read() != Wanted.Read.FORMATS;
        boolean answers = !reads || ClipboardContents.ownerAnswers(ANSWER_MILLIS);
        Change change;
        long[] missed;
        Future<?> slow = null;
        try (ClipboardContents contents = ClipboardContents.open(OPEN_MILLIS)) {
            long sequence = ClipboardContents.sequence();
            List<Format> formats = contents.formats().stream().map(Format::of).toList();
            missed = book.read(sequence, formats.size());
            change = new Change(notices.read(sequence), sequence, wanted.reasons(formats));
            List<Format> excluding = wanted.excluding(formats);
            if (!excluding.isEmpty()) {
                change.leave(
                        "its owner asks not to record it: " + excluding.get(0).name());
            }
            if (answers) {
                slow = remind(change);
                leaveIfPrivate(contents, formats, change);
                readAll(contents, change);
            }
        } catch (Win32Exception e) {
            long sequence = ClipboardContents.sequence();
            String text = e.getMessage() + ": a change was not read";
            notices.read(sequence).log().error(Direction.NONE, e.code(), text, Map.of("sequence", sequence));
            book.read(sequence, Integer.MAX_VALUE - 1);
            return;
        } finally {
            if (slow != null) {
                slow.cancel(false);
            }
            note = "";
        }
        tellMissed(change, missed, notified);
        if (!answers && !change.left().isEmpty()) {
            readLater(change);
        }
        change.tellContents();
    }

    /** What is asked not to be recorded isn't, but for the one value that says so. */
    private void leaveIfPrivate(ClipboardContents contents, List<Format> formats, Change change) {
        Format history = wanted.history(formats);
        if (history == null) {
            return;
        }
        try {
            byte[] value = contents.read(history.id(), 4).bytes();
            if (value.length == 0 || value[0] == 0) {
                change.leave("its owner asks not to record it: " + history.name() + " is 0");
            }
        } catch (Win32Exception e) {
            change.leave("its owner may ask not to record it: " + history.name() + " can't be read");
        }
    }

    private void readAll(ClipboardContents contents, Change change) {
        List<Runnable> failures = new ArrayList<>(); // told when all sizes are known
        for (Format format : change.left()) {
            try {
                Content content = contents.read(format.id(), MOST_BYTES);
                change.read(format, content);
            } catch (Win32Exception e) {
                String why =
                        e.code() == 0 ? "its owner rendered nothing that can be read" : String.valueOf(e.getMessage());
                failures.add(() -> change.failed(format, e.code(), why));
            } catch (OutOfMemoryError e) {
                failures.add(() -> change.failed(format, 0, "it is too large for the agent's memory"));
            }
        }
        failures.forEach(Runnable::run);
    }

    private @Nullable Future<?> remind(Change change) {
        try {
            return clock.schedule(
                    () -> waits(change, "its owner hasn't rendered a format for " + SLOW_MILLIS / 1_000 + " s"),
                    SLOW_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null; // the tap is closing
        }
    }

    private void waits(Change change, String why) {
        note = "The clipboard's contents are not read: " + why + ", still waiting.";
        change.waits(why + ", still waiting");
    }

    /** Asks the owner now and then whether it takes messages again, without holding up the clipboard. */
    private void readLater(Change change) throws InterruptedException {
        waits(change, "its owner takes no messages");
        long deadline = System.nanoTime() + GIVE_UP_MILLIS * 1_000_000L;
        String why = "its owner took no messages for " + GIVE_UP_MILLIS / 1_000 + " s";
        while (!closed.getAsBoolean() && System.nanoTime() < deadline) {
            if (ClipboardContents.sequence() != change.sequence() || ClipboardContents.ownerPid() == null) {
                why = "its owner took no messages until it ended or the contents were replaced";
                break;
            }
            if (ClipboardContents.ownerAnswers(ANSWER_MILLIS)) {
                if (readNow(change)) {
                    note = "";
                    return;
                }
                why = "the contents were replaced";
                break;
            }
            Thread.sleep(ASK_AGAIN_MILLIS);
        }
        note = "";
        for (Format format : change.left()) {
            change.failed(format, 0, why);
        }
    }

    private boolean readNow(Change change) {
        Future<?> slow = null;
        try (ClipboardContents contents = ClipboardContents.open(OPEN_MILLIS)) {
            if (ClipboardContents.sequence() != change.sequence()) {
                return false;
            }
            slow = remind(change);
            leaveIfPrivate(contents, contents.formats().stream().map(Format::of).toList(), change);
            readAll(contents, change);
            return true;
        } catch (Win32Exception e) {
            return false;
        } finally {
            if (slow != null) {
                slow.cancel(false);
            }
        }
    }

    /** The notifications of what was missed may still be on their way; they say how many there were. */
    private void tellMissed(Change change, long[] missed, int notified) throws InterruptedException {
        last = change;
        int more = notified - 1;
        if (missed.length > 0) {
            Thread.sleep(LATE_MILLIS);
            if (book.isKnown(ClipboardContents.sequence())) {
                more += furtherChanges.getAsInt();
            }
        }
        tellLost(book.alsoNotified(more), missed);
    }

    private void tellLost(int count, long[] missed) {
        Change before = last;
        if (before == null || count == 0 && missed.length == 0) {
            return;
        }
        String reason = "contents were replaced before they could be read"
                + (missed.length == 0 ? "" : ": sequence numbers " + missed[0] + " to " + missed[1]);
        Details.Gap gap = new Details.Gap(count > 0 ? (Long) (long) count : null, reason);
        before.log()
                .record(
                        Kind.GAP,
                        Direction.NONE,
                        ConversationLog.now(),
                        0,
                        null,
                        new Details(null, gap, List.of(), Map.of("sequence", before.sequence())));
    }
}
