package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One conversation: what was last seen of a memory, and the record of how it changes. One thread. */
final class Watch {

    private static final int EIO = 5;

    private final ConversationLog log;
    private final Holders holders;
    private final NamedValues values;
    private final Snapshot snapshot = new Snapshot();
    private final KeyFrames keyFrames = new KeyFrames(ConversationLog.now());
    private boolean replaced;

    private Watch(ConversationLog log, Holders holders, NamedValues values) {
        this.log = log;
        this.holders = holders;
        this.values = values;
    }

    static Watch begin(Subject subject, TapSpec spec, Pace.Bounds pace, NamedValues values, Recorder recorder) {
        ConversationLog log = recorder.open(
                null,
                subject.name(),
                ProcessInfo.UNKNOWN,
                ProcessInfo.UNKNOWN,
                Map.of(
                        "intervalNanos", pace.every().toNanos(),
                        "idleIntervalNanos", pace.idle().toNanos(),
                        "spec", spec.toString()));
        return new Watch(log, Holders.watch(subject, log), values);
    }

    /** The name means another memory from now on: a key frame is due. */
    void replacedBy(Memory successor) throws IOException {
        keyFrames.demand();
        replaced = true;
        holders.lookSoon();
        look(successor);
    }

    /** Takes a snapshot and records what changed; false when nothing did. */
    boolean look(Memory memory) throws IOException {
        if (log.lostSinceLastAsked()) {
            keyFrames.demand();
        }
        long mono = ConversationLog.now();
        if (keyFrames.mustWait(mono) && !replaced) {
            return false;
        }
        int before = snapshot.size();
        SteadyRead read = SteadyRead.update(snapshot, memory, values.sequence());
        boolean changed = !read.changed().isEmpty() || snapshot.size() != before;
        if (changed || keyFrames.isDemanded()) {
            record(mono, read);
        }
        return changed;
    }

    void failed(String reason) {
        log.error(Direction.NONE, EIO, reason);
    }

    void close(String reason) {
        holders.close();
        log.close(Details.of(Map.of("reason", reason)));
    }

    private void record(long mono, SteadyRead read) {
        boolean whole = keyFrames.isDue(mono, snapshot.size());
        List<Range> ranges = whole ? snapshot.whole() : read.changed();
        ByteBuffer payload = snapshot.payload(ranges);
        Map<String, Object> attributes = new TreeMap<>();
        attributes.put(SnapshotWords.SIZE, (long) snapshot.size());
        if (read.torn()) {
            attributes.put(SnapshotWords.TORN, true);
        }
        if (replaced) {
            attributes.put(SnapshotWords.REPLACED, true);
        }
        values.changes(snapshot.bytes(), read.changed(), attributes);
        if (whole) {
            attributes.put(SnapshotWords.KEY_FRAME, true);
            values.layout(attributes);
            keyFrames.taken(mono);
        } else {
            keyFrames.change(payload.remaining());
        }
        replaced = false;
        log.record(
                Kind.SNAPSHOT,
                Direction.NONE,
                mono,
                payload.remaining(),
                payload,
                new Details(null, null, ranges, attributes));
    }
}
