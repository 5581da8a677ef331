package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.mechanism.pipe.ServerEnds.Sight;
import dev.ipcscope.agent.win32.PipeState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the server's instances each millisecond and consumes those that listen, so that clients meet ours.
 *
 * <pre>
 *  instances of the pipe − ours − connected to us − known to be connected to others = 0 : nothing to do
 *                                                                                   > 0 : look at the server's ends
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

    private static final long POLL_NANOS = 1_000_000;
    private static final int SLOW = 50;
    private static final int RAREST_SUSPICION = 128;
    private static final String WAS_BEFORE =
            "this client was connected before the tap was open: what it says isn't seen";
    private static final String PASSED = "this client met the server in the moment in which it listened beside the tap:"
            + " what it says isn't seen";

    private final Injection injection;
    private final ServerEnds ends;
    private final PassersBy passers;
    private String reason = WAS_BEFORE;
    private long missingSince;
    private int rounds;
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
        LockSupport.parkNanos(POLL_NANOS);
        if (ends.update()) {
            checkPassers(ends.look());
            reason = PASSED;
        }
        if (++rounds % SLOW == 0) {
            injection.pool().dropDead();
            if (ends.haveEnded()) {
                return false;
            }
        }
        if (passers.size() > 0) {
            Set<ServerEnds.End> these = passers.ends();
            passers.update(these, ends.look(these).connectedToOthers(), reason);
        }
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
        Sight sight = ends.look();
        checkPassers(sight);
        if (sight.someoneListens()) {
            suspicion = 1;
            untilSuspicion = 0;
            var unused = injection.refill();
        } else if (sight.ends().size() < servers) {
            ends.find();
            if (--untilSuspicion <= 0) {
                boolean right = injection.refill();
                suspicion = right ? 1 : Math.min(RAREST_SUSPICION, 2 * suspicion);
                untilSuspicion = suspicion;
            }
        }
    }

    private void checkPassers(Sight sight) {
        passers.update(List.copyOf(sight.ends().keySet()), sight.connectedToOthers(), reason);
    }
}
