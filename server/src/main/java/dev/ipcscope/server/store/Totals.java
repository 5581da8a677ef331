package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Adds up by mechanism and endpoint. For one thread. */
final class Totals {

    private record Key(String mechanism, String endpoint) {}

    private final Map<Key, Total> sums = new HashMap<>();

    void add(Conversation conversation, long messages, long lost, long gaps) {
        Key key = new Key(conversation.mechanism(), conversation.endpoint());
        Total before = sums.getOrDefault(key, new Total(key.mechanism(), key.endpoint(), 0, 0, 0));
        sums.put(key, before.plus(messages, lost, gaps));
    }

    Collection<Total> all() {
        return sums.values();
    }
}
