package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.mechanism.pipe.ServerEnds.End;
import dev.ipcscope.agent.mechanism.pipe.ServerEnds.Sight;
import dev.ipcscope.agent.win32.PipeClient.Met;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeState;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Watches the server's instances and consumes those that listen, so that clients meet ours.
 *
 * <pre>
 *  instances of the pipe − ours − connected to us − known to be connected to others = 0 : nothing to do
 *                                                  > 0 : look at the ends that nothing is known to keep in use
 *      some listen            ─▶ open them
 *      one has another client ─▶ that one passes by: record it
 *      not all can be seen    ─▶ find them anew; open on suspicion, ever more rarely
 * </pre>
 *
 * To get at an instance of the server all of ours that the system prefers have to be opened first, and are lost for
 * clients. So it waits while {@link InstanceOrder} says that clients will meet enough of ours first; without that it looks
 * each millisecond, and without a rest after a connection of ours is over, since its end will listen in a moment.
 *
 * <p>One thread.
 */
final class InstanceWatch {

    /** How long a living server may be without an instance: some close it and make it anew for each client. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a server usually takes to listen again after its client has gone. */
    private static final long HOT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** So long what listens is left alone, although clients meet ours. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** And so many times as long as it takes to get at it. */
    private static final int SHARE = 20;

    /** How often those that passed by are looked at, at most; the share of the time that it takes is bounded, too. */
    private static final long PASSERS_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int PASSERS_SHARE = 4;

    /** So many ends are looked at before what is found is opened. */
    private static final int AT_A_TIME = 48;

    /** A look at more ends than these, none of which listens, is followed by a rest as long as itself. */
    private static final int MANY = 16;

    /** At least so many connections to the server shall clients find ready, and one for so many of ours that listen. */
    private static final int READY = 2;

    private static final int READY_SHARE = 4;

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
    private final InstanceOrder order;
    private boolean safe;
    private long restUntil = System.nanoTime();
    private long safeUntil = System.nanoTime();
    private long nextPassers = System.nanoTime();
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
        this.order = new InstanceOrder(injection.listeners());
    }

    /** Has the ends found, so that connections from before the tap are known as such. */
    void begin() {
        ends.find();
    }

    /** One round; false when the server is gone. */
    boolean round() {
        boolean hot = !safe && System.nanoTime() - hotUntil < 0;
        for (PipeEnd over : injection.releases().await(hot ? 0 : REST_MS)) {
            book.released(over);
            hotUntil = System.nanoTime() + HOT_NANOS;
        }
        if (ends.update()) {
            lookAtAll();
        }
        injection.pool().checkOne();
        injection.keepListening();
        if (++rounds % SLOW == 0 && ends.haveEnded()) {
            return false;
        }
        if (System.nanoTime() - nextPassers >= 0) {
            lookAtPassers();
        }
        order.looking();
        PipeState state = Injection.state(order.guard());
        safe = state != null
                && order.protects(state.phase())
                && injection.pool().size()
                        >= Math.max(READY, injection.listeners().listening().size() / READY_SHARE);
        if (state == null) {
            state = Injection.state(injection.listeners().listening().any());
        }
        return state == null || compare(state.instances() - injection.ours());
    }

    private boolean compare(int servers) {
        long now = System.nanoTime();
        if (servers > 0) {
            missingSince = 0;
        } else if (missingSince == 0) {
            missingSince = now;
        } else if (now - missingSince > GRACE_NANOS) {
            return false;
        }
        if (servers <= injection.consumed() + passers.size()) {
            order.looked(0);
            suspicion = 1;
            untilSuspicion = 0;
        } else if (now - (safe ? safeUntil : restUntil) >= 0) {
            boolean fruitful = consume(servers);
            long end = System.nanoTime();
            restUntil = fruitful || book.loose() <= MANY ? end : end + (end - now);
            safeUntil = end + Math.max(LONGEST_NANOS, SHARE * (end - now));
        }
        return true;
    }

    /** False when nothing that listens was seen. */
    private boolean consume(int servers) {
        int listening = look().listening();
        if (listening > 0) {
            if (!refill(listening) && ++vain % MOST_VAIN == 0) {
                ends.find(); // what listens may be an end of another pipe by now
            }
        } else if (servers > injection.consumed() + passers.size() + book.loose()) {
            ends.find();
            if (--untilSuspicion <= 0) {
                suspicion = refill(1) ? 1 : Math.min(RAREST_SUSPICION, 2 * suspicion);
                untilSuspicion = suspicion;
            }
        }
        return listening > 0;
    }

    private boolean refill(int wanted) {
        Met met = injection.refill(order.prepare(), wanted);
        order.met(met);
        met.others().forEach(book::connected);
        if (!met.others().isEmpty()) {
            suspicion = 1;
            untilSuspicion = 0;
        }
        return !met.others().isEmpty();
    }

    /** Looks at those that nothing is known to keep in use. */
    private Sight look() {
        order.looking();
        int all = book.loose();
        Sight sight = ends.look(book.loose(AT_A_TIME));
        Set<End> others = sight.connectedToOthers().keySet();
        passers.update(sight.told(), sight.connectedToOthers(), reason);
        book.seen(sight.gone(), sight.connectedToUs(), others);
        if (all <= AT_A_TIME || sight.listening() > 0) {
            order.looked(sight.listening());
        }
        return sight;
    }

    private void lookAtPassers() {
        long start = System.nanoTime();
        Set<End> before = passers.ends();
        if (before.isEmpty()) {
            return;
        }
        Sight sight = ends.look(before);
        passers.update(sight.told(), sight.connectedToOthers(), reason);
        Set<End> now = passers.ends();
        before.stream().filter(end -> !now.contains(end)).forEach(book::loosen);
        long end = System.nanoTime();
        nextPassers = end + Math.max(PASSERS_NANOS, (safe ? PASSERS_SHARE : 0) * (end - start));
    }

    private void lookAtAll() {
        Sight sight = ends.look(ends.known());
        passers.update(sight.told(), sight.connectedToOthers(), reason);
        book.found(ends.known(), sight.connectedToUs(), passers.ends());
        reason = PASSED;
    }
}
