package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeState;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A pipe's instances that listen, by their age, which tells in which order they began to. Any number of threads. */
final class ListeningEnds {

    private final ConcurrentSkipListMap<Long, PipeEnd> ends = new ConcurrentSkipListMap<>();
    private final AtomicLong ages = new AtomicLong();

    /** Makes an instance that listens. */
    interface Maker {
        PipeEnd make() throws IOException;
    }

    /** One more, by its age. One is made at a time. */
    Map.Entry<Long, PipeEnd> add(Maker maker) throws IOException {
        synchronized (ages) {
            Map.Entry<Long, PipeEnd> made = Map.entry(ages.incrementAndGet(), maker.make());
            ends.put(made.getKey(), made.getValue());
            return made;
        }
    }

    /** It is somebody else's to close from now on. */
    void remove(long age) {
        ends.remove(age);
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    int size() {
        return ends.size();
    }

    /** One that listens, or null when none does at this moment. */
    @Nullable
    PipeEnd any() {
        Map.Entry<Long, PipeEnd> last = ends.lastEntry();
        return last == null ? null : last.getValue();
    }

    /** A moment, for {@link #older}: all that listen already are older. */
    long age() {
        return ages.get();
    }

    /** How many are older. */
    int older(long age) {
        return ends.headMap(age, true).size();
    }

    /** The one of those that are older which has so many younger ones among them; null when there are fewer. */
    @Nullable
    PipeEnd older(long age, int younger) {
        return ends.headMap(age, true).descendingMap().values().stream()
                .skip(younger)
                .findFirst()
                .orElse(null);
    }

    /** Whether one that began before this one has got a client, of which its thread wasn't told yet. */
    boolean olderHasClient(long age) {
        return ends.headMap(age).values().stream().anyMatch(ListeningEnds::hasClient);
    }

    private static boolean hasClient(PipeEnd end) {
        try {
            PipeState state = end.state();
            return state != null && state.hasMet();
        } catch (ClosedChannelException e) {
            return false;
        }
    }

    /** Closes them all; whoever waits for a client of one is told by a {@link ClosedChannelException}. */
    void closeAll() {
        ends.values().forEach(PipeEnd::close);
    }
}
