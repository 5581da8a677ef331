package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.mechanism.pipe.ServerEnds.End;
import dev.ipcscope.agent.mechanism.pipe.ServerEnds.Sight;
import dev.ipcscope.agent.win32.ForeignProcess.Look;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches the server's instances each millisecond and consumes those that listen, so that clients meet ours.
 *
 * <pre>
 *  instances of the pipe − ours − connected to us − known to be connected to others = 0 : nothing to do
 *                                                                                   > 0 : look at the server's ends
 *      (not at those that are known to be connected to us)
 *      one listens            ─▶ open it, and remember which connection it got
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
    /** Ends by the connection of ours that keeps them in use. */
    private final Map<PipeEnd, End> bound = new HashMap<>();
    /** Ends that one of our connections keeps in use; which one isn't known. */
    private final Set<End> unbound = new HashSet<>();
    /** Ends that nothing is known to keep in use. */
    private final Set<End> loose = new HashSet<>();

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
            sortAnew();
            look();
            reason = PASSED;
        }
        for (PipeEnd up = injection.pollReleased(); up != null; up = injection.pollReleased()) {
            loosen(up);
        }
        if (++rounds % SLOW == 0) {
            injection.pool().dropDead();
            if (ends.haveEnded()) {
                return false;
            }
        }
        if (passers.size() > 0) {
            Set<End> these = passers.ends();
            passers.update(these, ends.look(these).connectedToOthers(), reason);
            these.stream().filter(end -> !passers.ends().contains(end)).forEach(loose::add);
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
        if (look().someoneListens()) {
            suspicion = 1;
            untilSuspicion = 0;
            bind(injection.refill());
        } else if (servers > injection.consumed() + passers.size() + loose.size()) {
            ends.find();
            if (--untilSuspicion <= 0) {
                PipeEnd up = injection.refill();
                suspicion = up != null ? 1 : Math.min(RAREST_SUSPICION, 2 * suspicion);
                untilSuspicion = suspicion;
            }
        }
    }

    /** Looks at those that nothing is known to keep in use. */
    private Sight look() {
        List<End> these = List.copyOf(loose);
        Sight sight = ends.look(these);
        loose.retainAll(sight.ends().keySet());
        unbound.addAll(sight.connectedToUs());
        Map<End, Look> others = sight.connectedToOthers();
        passers.update(these, others, reason);
        loose.removeAll(unbound);
        loose.removeAll(others.keySet());
        return sight;
    }

    private void bind(@Nullable PipeEnd up) {
        if (up == null) {
            return;
        }
        Set<End> taken = ends.look(List.copyOf(loose)).connectedToUs();
        loose.removeAll(taken);
        if (taken.size() == 1) {
            bound.put(up, taken.iterator().next());
        } else {
            unbound.addAll(taken);
        }
    }

    private void loosen(PipeEnd up) {
        End end = bound.remove(up);
        if (end != null) {
            loose.add(end);
        } else {
            loose.addAll(unbound);
            unbound.clear();
        }
    }

    /** The ends were found anew: some may be gone, and some are new. */
    private void sortAnew() {
        Set<End> known = new HashSet<>(ends.known());
        bound.values().retainAll(known);
        unbound.retainAll(known);
        loose.clear();
        loose.addAll(known);
        loose.removeAll(bound.values());
        loose.removeAll(unbound);
        loose.removeAll(passers.ends());
    }
}
