package dev.ipcscope.agent.mechanism.pipe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What keeps each of a server's ends in use, as far as it is known, so that only those are looked at that may listen:
 *
 * <pre>
 *   loose ── seen connected to us ──▶ bound to that connection when it can only be that one, unbound otherwise
 *     ▲                                  │
 *     └── a connection is over: its end, or all that are unbound when it isn't known which end it had
 * </pre>
 *
 * Which end a connection has met can't be asked. It is concluded when one connection is new and one end was met. Ends
 * that are connected to others are in nobody's hands here: see {@link PassersBy}. One thread.
 *
 * @param <C> connections
 * @param <E> ends
 */
final class EndBook<C, E> {

    private final Map<C, E> bound = new HashMap<>();
    private final Set<E> unbound = new HashSet<>();
    private final Set<E> loose = new HashSet<>();
    private final List<C> fresh = new ArrayList<>();

    /**
     * All ends were found anew and looked at.
     *
     * @param all those that there are
     * @param ours those of them that are connected to us
     * @param others those of them that are connected to others
     */
    void found(Collection<E> all, Collection<E> ours, Collection<E> others) {
        bound.values().retainAll(Set.copyOf(ours));
        unbound.clear();
        unbound.addAll(ours);
        unbound.removeAll(bound.values());
        loose.clear();
        loose.addAll(all);
        loose.removeAll(Set.copyOf(ours));
        loose.removeAll(Set.copyOf(others));
        fresh.clear();
    }

    /** A connection was made; which end it has is concluded at the next look. */
    void connected(C connection) {
        fresh.add(connection);
    }

    /** A connection is over: its end will listen soon. */
    void released(C connection) {
        fresh.remove(connection);
        E end = bound.remove(connection);
        if (end != null) {
            loose.add(end);
        } else {
            loose.addAll(unbound);
            unbound.clear();
        }
    }

    /** Nothing is known to keep this one in use any more. */
    void loosen(E end) {
        loose.add(end);
    }

    /** Those that may listen, a copy. */
    Set<E> loose() {
        return Set.copyOf(loose);
    }

    /** The loose ones were looked at: these are closed, connected to us, connected to others. */
    void seen(Collection<E> gone, Collection<E> ours, Collection<E> others) {
        loose.removeAll(Set.copyOf(gone));
        loose.removeAll(Set.copyOf(ours));
        loose.removeAll(Set.copyOf(others));
        if (fresh.size() == 1 && ours.size() == 1) {
            bound.put(fresh.get(0), ours.iterator().next());
        } else {
            unbound.addAll(ours);
        }
        fresh.clear();
    }
}
