package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.mechanism.pipe.ServerEnds.End;
import dev.ipcscope.agent.mechanism.pipe.ServerEnds.Sight;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Watches the server's instances and consumes those that listen, so that clients meet ours: each millisecond, and without
 * a rest after a connection of ours is over, since its end will listen in a moment.
 *
 * <pre>
 *  instances of the pipe − ours − connected to us − known to be connected to others = 0 : nothing to do
 *                                                  > 0 : look at the ends that nothing is known to keep in use
 *      one listens            ─▶ open it
 *      one has another client ─▶ that one passes by: record it
 *      not all can be seen    ─▶ find them anew; open on suspicion, ever more rarely
 * </pre>
 *
 * One thread.
 */
final class InstanceWatch {

    /** How long a living server may be without an instance: some close it and make it anew for each client. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a server usually takes to listen again after its client has gone. */
    private static final long HOT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long REST_MS = 1;
    private static final int SLOW = 50;
    private static final int RAREST_SUSPICION = 128;
    private static final int MOST_VAIN = 4;
    private static final String WAS_BEFORE =
            "this client was connected before the tap was open: what it says isn't seen";
    private static final String PASSED = "this client met the server in the moment in which it listened beside the tap:"
            + " what it says isn't seen";

    private final Injection injection;
    private final ServerEnds ends;
    private final PassersBy passers;
    private final EndBook<PipeEnd, End> book = new EndBook<>();
    private String reason = WAS_BEFORE;
    private long hotUntil = System.nanoTime();
    private long missingSince;
    private int rounds;
    private int vain;
    private int suspicion = 1;
    private int untilSuspicion;

    InstanceWatch(Injection injection, ServerEnds ends, PassersBy passers) {
        this.injection = injection;
        this.ends = ends;
        this.passers = passers;
    }

    /** Has the ends found, so that connections from before the tap are known as such. */
    void begin() {
        ends.find();
    }

    /** One round; false when the server is gone. */
    boolean round() {
        for (PipeEnd over : injection.releases().await(System.nanoTime() - hotUntil < 0 ? 0 : REST_MS)) {
            book.released(over);
            hotUntil = System.nanoTime() + HOT_NANOS;
        }
        if (ends.update()) {
            lookAtAll();
        }
        injection.pool().checkOne();
        if (++rounds % SLOW == 0 && ends.haveEnded()) {
            return false;
        }
        lookAtPassers();
        PipeState state = injection.state();
        return state == null || compare(state.instances() - injection.ours());
    }

    private boolean compare(int servers) {
        if (servers > 0) {
            missingSince = 0;
        } else if (missingSince == 0) {
            missingSince = System.nanoTime();
        } else if (System.nanoTime() - missingSince > GRACE_NANOS) {
            return false;
        }
        if (servers > injection.consumed() + passers.size()) {
            consume(servers);
        } else {
            suspicion = 1;
            untilSuspicion = 0;
        }
        return true;
    }

    private void consume(int servers) {
        if (look().someoneListens()) {
            if (!refill() && ++vain % MOST_VAIN == 0) {
                ends.find(); // what listens may be an end of another pipe by now
            }
        } else if (servers
                > injection.consumed() + passers.size() + book.loose().size()) {
            ends.find();
            if (--untilSuspicion <= 0) {
                suspicion = refill() ? 1 : Math.min(RAREST_SUSPICION, 2 * suspicion);
                untilSuspicion = suspicion;
            }
        }
    }

    private boolean refill() {
        List<PipeEnd> met = injection.refill();
        met.forEach(book::connected);
        if (!met.isEmpty()) {
            suspicion = 1;
            untilSuspicion = 0;
        }
        return !met.isEmpty();
    }

    /** Looks at those that nothing is known to keep in use. */
    private Sight look() {
        Sight sight = ends.look(book.loose());
        Set<End> others = sight.connectedToOthers().keySet();
        passers.update(sight.told(), sight.connectedToOthers(), reason);
        book.seen(sight.gone(), sight.connectedToUs(), others);
        return sight;
    }

    private void lookAtPassers() {
        Set<End> before = passers.ends();
        if (before.isEmpty()) {
            return;
        }
        Sight sight = ends.look(before);
        passers.update(sight.told(), sight.connectedToOthers(), reason);
        Set<End> now = passers.ends();
        before.stream().filter(end -> !now.contains(end)).forEach(book::loosen);
    }

    private void lookAtAll() {
        Sight sight = ends.look(ends.known());
        passers.update(sight.told(), sight.connectedToOthers(), reason);
        book.found(ends.known(), sight.connectedToUs(), passers.ends());
        reason = PASSED;
    }
}
