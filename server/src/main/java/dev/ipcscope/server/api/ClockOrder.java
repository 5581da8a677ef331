package dev.ipcscope.server.api;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.store.AgentClocks;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Messages as they happened instead of as they were recorded: by the monotonic clock of the agent that saw them. What is
 * read late, as the contents of the clipboard are, then stands where it belongs. Messages of several agents are put
 * together by their times, which are as good as the clocks of the machines; those of one never change places for that.
 */
final class ClockOrder {

    private final MessageStore store;
    private final int most;
    private final AgentClocks clocks = new AgentClocks();

    /**
     * Of the messages in a store.
     *
     * @param most messages that are put in order; more are refused
     */
    ClockOrder(MessageStore store, int most) {
        this.store = store;
        this.most = most;
    }

    private record Place(long when, long id) {}

    /**
     * Streams what matches, at most as many as the query's limit says, the first ones by the clock.
     *
     * @throws ApiException when too many match
     */
    void stream(Query query, Predicate<Message> consumer) throws IOException {
        long left = query.limit();
        for (Place place : places(query)) {
            Optional<Message> message = left-- > 0 ? store.message(place.id()) : Optional.empty();
            if (left < 0 || message.isPresent() && !consumer.test(message.get())) {
                return;
            }
        }
    }

    private List<Place> places(Query query) throws IOException {
        List<Place> places = new ArrayList<>();
        store.stream(
                query.withLimit(most + 1L).withPayloadLimit(0),
                message -> places.add(new Place(clocks.when(message), message.id())));
        if (places.size() > most) {
            throw new ApiException(
                    400,
                    String.format(
                            "more than %,d messages match, too many to put them in the order of the clock: narrow the"
                                    + " filter, for example by time>10:32 time<10:33",
                            most));
        }
        places.sort(Comparator.comparingLong(Place::when).thenComparingLong(Place::id));
        return places;
    }
}
