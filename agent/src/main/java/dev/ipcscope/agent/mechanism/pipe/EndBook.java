package dev.ipcscope.agent.mechanism.pipe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    private final Set<E> loose = new LinkedHashSet<>();
    private final List<C> fresh = new ArrayList<>();
    private boolean partial;

    /** Whether ends may be seen for the first time that older connections have met: not all were looked at. */
    private boolean unsure;

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

    /** How many may listen. */
    int loose() {
        return loose.size();
    }

    /** Some of those that may listen, by turns, a copy. */
    Set<E> loose(int most) {
        partial = loose.size() > most;
        Set<E> next = loose.stream().limit(most).collect(Collectors.toUnmodifiableSet());
        loose.removeAll(next);
        loose.addAll(next);
        return next;
    }

    /** Loose ones were looked at: these are closed, connected to us, connected to others. */
    void seen(Collection<E> gone, Collection<E> ours, Collection<E> others) {
        loose.removeAll(Set.copyOf(gone));
        loose.removeAll(Set.copyOf(ours));
        loose.removeAll(Set.copyOf(others));
        if (!unsure && !partial && fresh.size() == 1 && ours.size() == 1) {
            bound.put(fresh.get(0), ours.iterator().next());
        } else {
            unbound.addAll(ours);
        }
        unsure = partial;
        fresh.clear();
    }
}
