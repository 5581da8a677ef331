package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.layout.SequenceCounter;
import dev.ipcscope.agent.model.Details.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a look found, and whether the writer was at work meanwhile. Where the layout names a sequence counter, a look
 * that met a writer is repeated a few times; what is still torn then is marked.
 */
record SteadyRead(List<Range> changed, boolean torn) {

    private static final int TRIES = 6;

    /** The first pause between two tries; each is twice as long as the one before. */
    private static final long PAUSE_NANOS = 20_000;

    static SteadyRead update(Snapshot snapshot, Memory memory, @Nullable SequenceCounter counter) throws IOException {
        if (counter == null) {
            return new SteadyRead(snapshot.update(memory, memory.length()), false);
        }
        List<Range> changed = List.of();
        for (int tries = 1; ; tries++) {
            byte[] before = read(counter, memory);
            boolean last = tries == TRIES;
            if (last || before.length == 0 || counter.isQuiet(before)) {
                changed = ChangedRanges.union(changed, snapshot.update(memory, memory.length()));
                boolean whole = before.length == 0 || counter.isWhole(before, read(counter, memory));
                if (whole || last) {
                    return new SteadyRead(changed, !whole);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS << tries);
        }
    }

    /** The counters' bytes; empty when the memory is too short for them. */
    private static byte[] read(SequenceCounter counter, Memory memory) throws IOException {
        List<SequenceCounter.Place> places = counter.places();
        ByteBuffer bytes = ByteBuffer.allocate(
                places.stream().mapToInt(SequenceCounter.Place::length).sum());
        for (SequenceCounter.Place place : places) {
            ByteBuffer part = bytes.slice(bytes.position(), place.length());
            memory.read(place.offset(), part);
            if (part.hasRemaining()) {
                return new byte[0];
            }
            bytes.position(bytes.position() + place.length());
        }
        return bytes.array();
    }
}
