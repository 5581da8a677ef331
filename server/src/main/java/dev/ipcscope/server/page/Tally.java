package dev.ipcscope.server.page;

import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Total;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts and rates of a capture by mechanism and endpoint. Worked out at most once a second whoever asks, less
 * often when it takes long, and only when somebody asks. Safe for any number of threads.
 */
final class Tally {

    private static final long EVERY = 1_000_000_000L;
    private static final int KEPT = 4;

    /** A capture with very many conversations takes at most one part in so many of a processor. */
    private static final int SHARE = 20;

    private final MessageStore store;
    private final Map<Long, State> states = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, State> eldest) {
            return size() > KEPT;
        }
    };

    Tally(MessageStore store) {
        this.store = store;
    }

    /**
     * One line of the rail.
     *
     * @param endpoint empty for the mechanism as a whole
     */
    record Line(String mechanism, String endpoint, long count, double rate) {
        String key() {
            return mechanism + " " + endpoint;
        }
    }

    /** Lines by mechanism, each followed by its endpoints, and the whole. */
    record Sums(List<Line> lines, long lost, long gaps, double rate) {}

    private static final class State {
        long at;
        long took;
        Map<String, Line> before = Map.of();
        Sums sums = new Sums(List.of(), 0, 0, 0);
    }

    synchronized Sums of(long capture) throws IOException {
        State state = states.computeIfAbsent(capture, c -> new State());
        long now = System.nanoTime();
        if (state.at == 0 || now - state.at >= Math.max(EVERY, state.took * SHARE)) {
            double seconds = state.at == 0 ? 0 : (now - state.at) / 1e9;
            update(state, capture, seconds);
            state.at = now;
            state.took = System.nanoTime() - now;
        }
        return state.sums;
    }

    private void update(State state, long capture, double seconds) throws IOException {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        long lost = 0;
        long gaps = 0;
        for (Total total : store.totals(capture)) {
            counts.computeIfAbsent(total.mechanism(), m -> new TreeMap<>())
                    .merge(total.endpoint(), total.messages(), Long::sum);
            lost += total.lost();
            gaps += total.gaps();
        }
        List<Line> lines = new ArrayList<>();
        counts.forEach((mechanism, endpoints) -> {
            long sum = endpoints.values().stream().mapToLong(Long::longValue).sum();
            lines.add(line(state, mechanism, "", sum, seconds));
            endpoints.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                    .limit(40)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(e -> lines.add(line(state, mechanism, e.getKey(), e.getValue(), seconds)));
        });
        double rate = lines.stream()
                .filter(l -> l.endpoint().isEmpty())
                .mapToDouble(Line::rate)
                .sum();
        Map<String, Line> before = new LinkedHashMap<>();
        lines.forEach(l -> before.put(l.key(), l));
        state.before = before;
        state.sums = new Sums(lines, lost, gaps, rate);
    }

    private static Line line(State state, String mechanism, String endpoint, long count, double seconds) {
        Line old = state.before.get(mechanism + " " + endpoint);
        double rate = seconds == 0 ? 0 : Math.max(0, count - (old == null ? 0 : old.count())) / seconds;
        return new Line(mechanism, endpoint, count, rate);
    }
}
