package dev.ipcscope.server.agents;

import dev.ipcscope.agent.mechanism.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which endpoints came and went since somebody looked before. What came stays marked for a minute, what went is shown
 * for a minute. Any number of threads.
 */
public final class EndpointHistory {

    private static final long SHOWN_NANOS = 60_000_000_000L;
    private static final int MOST = 20_000;

    private final Map<String, Map<String, Seen>> agents = new HashMap<>();

    /** How an endpoint differs from the looks before. */
    public enum Change {
        /** It was there before, or nobody looked before. */
        NONE,
        /** It wasn't there before. */
        NEW,
        /** It isn't there any more. */
        GONE
    }

    /** An endpoint and how it differs from the looks before. */
    public record Marked(Endpoint endpoint, Change change) {}

    private record Seen(Endpoint endpoint, long appeared, long last, boolean fromTheStart) {}

    /**
     * Marks what a look found.
     *
     * @param agent whose machine it is
     * @param now a monotonic clock in ns
     */
    public synchronized List<Marked> mark(String agent, List<Endpoint> found, long now) {
        boolean first = !agents.containsKey(agent);
        Map<String, Seen> known = agents.computeIfAbsent(agent, name -> new LinkedHashMap<>());
        List<Marked> marked = new ArrayList<>(found.size());
        for (Endpoint endpoint : found) {
            if (endpoint.isNotListed()) {
                marked.add(new Marked(endpoint, Change.NONE));
                continue;
            }
            String key = endpoint.mechanism() + ' ' + endpoint.name();
            Seen before = known.get(key);
            boolean back = before != null && before.last() != Long.MAX_VALUE;
            Seen seen = before == null || back
                    ? new Seen(endpoint, now, Long.MAX_VALUE, first)
                    : new Seen(endpoint, before.appeared(), Long.MAX_VALUE, before.fromTheStart());
            if (known.size() < MOST || before != null) {
                known.put(key, seen);
            }
            boolean recent = !seen.fromTheStart() && now - seen.appeared() < SHOWN_NANOS;
            marked.add(new Marked(endpoint, recent ? Change.NEW : Change.NONE));
        }
        addGone(known, marked, now);
        return marked;
    }

    private static void addGone(Map<String, Seen> known, List<Marked> marked, long now) {
        Set<String> here = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        for (Marked each : marked) {
            Endpoint endpoint = each.endpoint();
            here.add(endpoint.mechanism() + ' ' + endpoint.name());
            if (endpoint.isNotListed()) {
                unknown.add(endpoint.mechanism());
            }
        }
        Iterator<Map.Entry<String, Seen>> all = known.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Seen> entry = all.next();
            Seen seen = entry.getValue();
            if (here.contains(entry.getKey())
                    || unknown.contains(seen.endpoint().mechanism())) {
                continue;
            }
            long last = seen.last() == Long.MAX_VALUE ? now : seen.last();
            if (now - last >= SHOWN_NANOS) {
                all.remove();
            } else {
                entry.setValue(new Seen(seen.endpoint(), seen.appeared(), last, seen.fromTheStart()));
                marked.add(new Marked(seen.endpoint(), Change.GONE));
            }
        }
    }
}
