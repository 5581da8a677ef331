package dev.ipcscope.agent.mechanism.mapping;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One conversation: what was last seen of a file, and the record of how it changes. One thread. */
final class Watch {

    private static final int EIO = 5;

    /** After a loss key frames come at most this often: they are large, and room may be short. */
    private static final long KEY_FRAME_REST = TimeUnit.SECONDS.toNanos(1);

    private final ConversationLog log;
    private final MappedBy mappedBy;
    private final Snapshot snapshot = new Snapshot();
    private boolean keyFrameDue = true;
    private boolean replaced;
    private long lastKeyFrame = System.nanoTime() - KEY_FRAME_REST;

    private Watch(ConversationLog log, MappedBy mappedBy) {
        this.log = log;
        this.mappedBy = mappedBy;
    }

    static Watch begin(WatchedFile file, TapSpec spec, Duration every, Recorder recorder) {
        String path = file.path().toString();
        ConversationLog log = recorder.open(
                null,
                path,
                ProcessInfo.UNKNOWN,
                ProcessInfo.UNKNOWN,
                Map.of("intervalNanos", every.toNanos(), "spec", spec.toString()));
        return new Watch(log, MappedBy.start(file.path(), log));
    }

    /** The name means another file from now on: a key frame is due. */
    void replacedBy(WatchedFile successor) throws IOException {
        keyFrameDue = true;
        replaced = true;
        look(successor);
    }

    /** Takes a snapshot and records what changed, if anything did. */
    void look(WatchedFile file) throws IOException {
        if (log.lostSinceLastAsked()) {
            keyFrameDue = true;
        }
        long mono = ConversationLog.now();
        if (keyFrameDue && !replaced && mono - lastKeyFrame < KEY_FRAME_REST) {
            return;
        }
        int before = snapshot.size();
        if (keyFrameDue) {
            snapshot.forget();
        }
        List<Range> changed = snapshot.update(file.channel(), file.length());
        if (keyFrameDue || !changed.isEmpty() || snapshot.size() != before) {
            record(mono, changed);
        }
    }

    void failed(String reason) {
        log.error(Direction.NONE, EIO, reason);
    }

    void close(String reason) {
        mappedBy.close();
        log.close(Details.of(Map.of("reason", reason)));
    }

    private void record(long mono, List<Range> changed) {
        ByteBuffer payload = snapshot.payload(changed);
        Map<String, Object> attributes = new TreeMap<>();
        attributes.put("size", (long) snapshot.size());
        if (keyFrameDue) {
            attributes.put("keyFrame", true);
            lastKeyFrame = mono;
        }
        if (replaced) {
            attributes.put("replaced", true);
        }
        keyFrameDue = false;
        replaced = false;
        log.record(
                Kind.SNAPSHOT,
                Direction.NONE,
                mono,
                payload.remaining(),
                payload,
                new Details(null, null, changed, attributes));
    }
}
