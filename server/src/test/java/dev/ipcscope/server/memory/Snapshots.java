package dev.ipcscope.server.memory;

import dev.ipcscope.agent.memory.SnapshotWords;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.DetailsCodec;
import dev.ipcscope.agent.wire.WireItem;
import dev.ipcscope.server.store.MessageStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What a tap of a mapping would send, a millisecond between two messages. */
public final class Snapshots {

    /** Unix ns of the first message, 2026-01-02T03:04:05.001Z. */
    public static final long FIRST = 1_767_323_045_001_000_000L;

    private static final long STEP = 1_000_000;

    private final UUID spool = UUID.randomUUID();
    private final List<WireItem> items = new ArrayList<>(List.of(new WireItem.TimeBase(FIRST - STEP)));
    private long seq;

    /** One mapping by this name. */
    public Snapshots talk(long number, String endpoint) {
        items.add(new WireItem.Talk(new Conversation(
                number,
                "mapping",
                endpoint,
                "mapping:" + endpoint,
                Policy.GAP,
                FIRST,
                ProcessInfo.UNKNOWN,
                ProcessInfo.UNKNOWN,
                null,
                endpoint)));
        return this;
    }

    /** All bytes; attributes are pairs of name and value. */
    public Snapshots keyFrame(long talk, byte[] bytes, Object... attributes) {
        List<Range> whole = bytes.length == 0 ? List.of() : List.of(new Range(0, bytes.length));
        Object[] more = Arrays.copyOf(attributes, attributes.length + 2);
        more[attributes.length] = SnapshotWords.KEY_FRAME;
        more[attributes.length + 1] = true;
        return snapshot(talk, bytes.length, whole, bytes, more);
    }

    /** Bytes at an offset. */
    public Snapshots change(long talk, int size, int offset, byte[] bytes, Object... attributes) {
        return snapshot(talk, size, List.of(new Range(offset, bytes.length)), bytes, attributes);
    }

    private Snapshots snapshot(long talk, int size, List<Range> ranges, byte[] bytes, Object... attributes) {
        Map<String, Object> all = new TreeMap<>(Map.of(SnapshotWords.SIZE, (long) size));
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i].toString(), attributes[i + 1]);
        }
        return item(talk, Kind.SNAPSHOT, bytes, new Details(null, null, ranges, all));
    }

    /** Anything else. */
    public Snapshots item(long talk, Kind kind, byte[] bytes, Details details) {
        seq++;
        items.add(new WireItem.Item(
                seq,
                seq * STEP,
                talk,
                kind,
                Direction.NONE,
                bytes.length,
                ByteBuffer.wrap(bytes),
                DetailsCodec.encode(details)));
        return this;
    }

    /** Sends what was added since the last call and waits for the commit. */
    public void into(MessageStore store) throws Exception {
        List<WireItem> batch = List.copyOf(items);
        items.clear();
        items.add(new WireItem.TimeBase(FIRST - STEP));
        store.append(spool, "box", batch).get(20, TimeUnit.SECONDS);
    }
}
