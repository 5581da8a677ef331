package dev.ipcscope.agent.mechanism.dde;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The names of the items of one conversation by their atoms. An atom is gone when all who used it have let it go, and some
 * programs do so too often (Wine's DDEML after an answer to a request); then the name is the one that it had in this
 * conversation before. One thread at a time.
 */
final class ItemNames {

    private static final int MOST = 1_000;

    private final IntFunction<String> names;
    private final Map<Integer, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Asks for names.
     *
     * @param names gives the name of an atom, empty when there is none
     */
    ItemNames(IntFunction<String> names) {
        this.names = names;
    }

    /** The name; empty when it is and was unknown. */
    String name(int atom) {
        String name = names.apply(atom);
        if (name.isEmpty()) {
            return known.getOrDefault(atom, "");
        }
        known.put(atom, name);
        return name;
    }
}
