package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.wire.DetailsCodec;
import dev.ipcscope.agent.wire.FrameWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into frames in a bounded number of buffers. All methods are called with {@link #lock} held, unless they
 * say otherwise; it is held for a copy of a payload at most, never for I/O.
 *
 * <p>Sequence numbers are in the order of the spool. Those given here hold unless a large message comes in between
 * ({@link #cameBetween}): then whoever writes a frame corrects them.
 */
final class Encoder implements Dictionary {

    /** Bytes of a frame buffer: two of the largest reads of a relay fit. */
    static final int FRAME = 516 << 10;

    /** Together some 32 MiB, made when they are first needed. */
    private static final int FRAMES = 64;

    private static final int GAP_ROOM = 512;

    /** Bytes that may have to be written before a message. */
    static final int LONGEST_PREFIX = FrameWriter.MAX_CONVERSATION + GAP_ROOM;

    /** Taken after the spool's lock, never before it. */
    final ReentrantLock lock = new ReentrantLock();

    private final ArrayDeque<Frame> free = new ArrayDeque<>();
    private final ArrayDeque<Frame> sealed = new ArrayDeque<>();
    private int made;
    private @Nullable Frame current;
    private long serial;
    private long seq;
    private long nextConversation;
    private final Map<Long, OutboxLog> conversations = new LinkedHashMap<>();
    private final ArrayDeque<OutboxLog> ended = new ArrayDeque<>();
    private final LinkedHashMap<Long, OutboxLog> lossy = new LinkedHashMap<>();

    /** Counters, guarded by the lock. */
    long captured;

    long capturedBytes;
    long sessionSeq; // of this session's own record, which is no message
    long gaps;
    final Map<String, Long> dropped = new LinkedHashMap<>();

    /** A buffer and what is in it. */
    static final class Frame {
        final FrameWriter writer = new FrameWriter(FRAME);
        long serial;
        long lastSeq;
    }

    Encoder(long lastSeq, long nextConversation) {
        this.seq = lastSeq;
        this.nextConversation = nextConversation;
    }

    /** Unix ns at monotonic 0, at this moment. Needs no lock. */
    @Override
    public long timeBase() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
    }

    @Override
    public List<Conversation> conversations() {
        lock.lock();
        try {
            return conversations.values().stream().map(log -> log.conversation).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nextConversation() {
        lock.lock();
        try {
            return nextConversation;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the conversation that has the next number. */
    void add(OutboxLog log) {
        nextConversation = log.number + 1;
        conversations.put(log.number, log);
    }

    long lastSeq() {
        return seq;
    }

    /** The frame that takes the next item, when this many bytes fit or can be made to fit; otherwise null. */
    @Nullable
    Frame frameFor(int need) {
        Frame frame = current;
        if (frame != null && frame.writer.room() >= need) {
            return frame;
        }
        if (need > FrameWriter.roomOf(FRAME)) {
            return null;
        }
        Frame next = free.poll();
        if (next == null) {
            if (made == FRAMES) {
                return null;
            }
            next = new Frame();
            made++;
        }
        sealCurrent();
        next.writer.begin(timeBase());
        next.serial = ++serial;
        current = next;
        return next;
    }

    /** Ends the current frame, so that it gets written; true when there is something to write. */
    boolean sealCurrent() {
        Frame frame = current;
        if (frame != null) {
            if (frame.writer.items() == 0) {
                return !sealed.isEmpty();
            }
            frame.lastSeq = seq;
            sealed.add(frame);
            current = null;
        }
        return !sealed.isEmpty();
    }

    /** Whether nothing waits to be written, no gap either. */
    boolean isEmpty() {
        return (current == null || current.writer.items() == 0) && sealed.isEmpty() && lossy.isEmpty();
    }

    /** Frames that wait to be written. */
    int sealedFrames() {
        return sealed.size();
    }

    @Nullable
    Frame oldestSealed() {
        return sealed.peek();
    }

    /** The oldest sealed frame is in the spool; what it ended is forgotten. */
    void written(Frame frame) {
        sealed.remove();
        free.add(frame);
        while (!ended.isEmpty() && ended.peek().endFrame <= frame.serial) {
            conversations.remove(ended.remove().number);
        }
    }

    /**
     * Writes a record, with the conversation and a gap before it where they are due. Returns the serial number of its
     * frame, or 0 when there is no room for it now.
     */
    long write(OutboxLog log, Entry record) {
        int need = FrameWriter.ITEM_OVERHEAD + record.kept() + record.detailsSize() + prefix(log);
        Frame frame = frameFor(need);
        if (frame == null) {
            return 0;
        }
        writePrefix(log, frame);
        FrameWriter writer = frame.writer;
        writer.message(
                ++seq,
                record.mono(),
                log.number,
                record.kind(),
                record.direction(),
                record.length(),
                record.bytes(),
                record.position(),
                record.kept(),
                record.details());
        ended(log, record.kind());
        return frame.serial;
    }

    /** Bytes that {@link #writePrefix} may need. */
    int prefix(OutboxLog log) {
        return (log.announced ? 0 : FrameWriter.roomFor(log.conversation)) + (log.lost > 0 ? GAP_ROOM : 0);
    }

    /** Brings the server up to date about the conversation: who talks, and what was lost. */
    void writePrefix(OutboxLog log, Frame frame) {
        if (!log.announced) {
            frame.writer.talk(log.conversation);
            log.announced = true;
        }
        if (log.lost > 0) {
            byte[] details = DetailsCodec.encode(Details.gap(log.lost, log.lostWhy));
            frame.writer.message(
                    ++seq, System.nanoTime(), log.number, Kind.GAP, Direction.NONE, 0, null, 0, 0, details);
            log.lost = 0;
            gaps++;
            lossy.remove(log.number);
        }
    }

    /** Does the same without a message that follows; false when there is no room. */
    boolean writeDue(OutboxLog log) {
        Frame frame = frameFor(prefix(log));
        if (frame != null) {
            writePrefix(log, frame);
        }
        return frame != null;
    }

    /** A message that wasn't written here is in the spool, before all frames that aren't. */
    void cameBetween(OutboxLog log, Kind kind) {
        sealCurrent(); // within a frame numbers follow one another
        seq++;
        ended(log, kind);
    }

    private void ended(OutboxLog log, Kind kind) {
        if (kind == Kind.CLOSE) {
            log.endFrame = serial;
            ended.add(log);
        }
    }

    /** Counts a record that found no room. */
    void drop(OutboxLog log, Entry record, String why) {
        dropped.merge(why, 1L, Long::sum);
        log.lost++;
        log.lostWhy = why;
        log.lostSinceAsked = true;
        if (record.kind() == Kind.CLOSE) {
            log.lost--; // it comes after the gap, as soon as there is room
            dropped.merge(why, -1L, Long::sum);
            log.lateClose = record;
        }
        lossy.put(log.number, log);
    }

    /** Writes the gaps that are due, as far as there is room. */
    void writeGaps() {
        if (lossy.isEmpty()) {
            return;
        }
        for (OutboxLog log : List.copyOf(lossy.values())) {
            Entry close = log.lateClose;
            if (close != null) {
                if (write(log, close) == 0) {
                    return;
                }
                log.lateClose = null;
                lossy.remove(log.number);
                continue;
            }
            if (!writeDue(log)) {
                return;
            }
        }
    }

    /** Makes the conversation known again, now if there is room, otherwise before its next message. */
    void announce(OutboxLog log) {
        if (log.announced) {
            log.announced = false;
            var unused = writeDue(log);
        }
    }

    /** Makes all conversations known again. */
    void announceAll() {
        conversations.values().forEach(this::announce);
    }

    /** A session begins; the first item of a new spool or of a start. */
    void writeSession(boolean clean, String version) {
        Frame frame = frameFor(256);
        if (frame == null) {
            throw new IllegalStateException("no room at the start");
        }
        sessionSeq = ++seq;
        frame.writer.session(sessionSeq, clean, version);
    }
}
