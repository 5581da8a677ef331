package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.model.Direction;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what a call's stub was split into, several calls at a time. Holds at most 96 KiB: of what is longer,
 * the beginning. For one thread.
 */
final class Stubs {

    private static final int MAX_HELD = 96 << 10;
    private static final int MAX_CALLS = 64;

    /**
     * The stub of all fragments.
     *
     * @param bytes what was held of it
     * @param size how long it was
     * @param fragments how many there were
     * @param fromTheFirst whether the first of them was seen
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stub(byte[] bytes, long size, int fragments, boolean fromTheFirst) {}

    private record Key(Direction direction, long call) {}

    private static final class Open {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final boolean fromTheFirst;
        private long size;
        private int fragments;

        Open(boolean fromTheFirst) {
            this.fromTheFirst = fromTheFirst;
        }
    }

    private final Map<Key, Open> open = new LinkedHashMap<>();
    private int held;

    /** Adds a fragment; the whole when it was the last, else null. */
    @Nullable
    Stub join(Direction direction, long call, boolean first, boolean last, byte[] fragment) {
        Key key = new Key(direction, call);
        if (first) {
            forget(key);
        }
        if (first && last) {
            return new Stub(fragment, fragment.length, 1, true);
        }
        Open stub = open.computeIfAbsent(key, ignored -> new Open(first));
        int kept = Math.min(fragment.length, MAX_HELD - held);
        stub.bytes.write(fragment, 0, kept);
        held += kept;
        stub.size += fragment.length;
        stub.fragments++;
        if (last) {
            forget(key);
            return new Stub(stub.bytes.toByteArray(), stub.size, stub.fragments, stub.fromTheFirst);
        }
        if (open.size() > MAX_CALLS) {
            Iterator<Key> oldest = open.keySet().iterator();
            forget(oldest.next());
        }
        return null;
    }

    /** Bytes held. */
    int size() {
        return held;
    }

    private void forget(Key key) {
        Open gone = open.remove(key);
        if (gone != null) {
            held -= gone.bytes.size();
        }
    }
}
