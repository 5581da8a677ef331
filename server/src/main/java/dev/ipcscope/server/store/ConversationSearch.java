package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.filter.Operand;
import dev.ipcscope.agent.filter.Operator;
import dev.ipcscope.agent.filter.Term;
import dev.ipcscope.agent.filter.Terms;
import dev.ipcscope.agent.model.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Conversations by any filter. Terms about conversations are decided by the store at once; where a filter also looks at
 * single messages, the newest messages that match are looked for, and their conversations are found.
 */
public final class ConversationSearch {

    /** So many matching messages are looked at. */
    public static final int MESSAGES = 2_000;

    private static final Duration LIMIT = Duration.ofMillis(1_500);

    /**
     * What was found.
     *
     * @param conversations newest first
     * @param complete false when there may be more of them that aren't older than these
     * @param backTo Unix ns of the oldest message looked at when it isn't complete, else 0
     */
    public record Found(List<ConversationSummary> conversations, boolean complete, long backTo) {
        /** Copies the list. */
        public Found {
            conversations = List.copyOf(conversations);
        }
    }

    private ConversationSearch() {}

    /** Those with a smaller number than {@code before}, at most as many as the query's limit. Takes up to 1.5 s. */
    public static Found find(MessageStore store, Query query, long before) throws IOException {
        if (!Plan.asksMessage(query.filter())) {
            return new Found(store.conversations(query, before), true, 0);
        }
        Page page = store.page(Query.newest(query.filter(), MESSAGES)
                .withCapture(query.capture())
                .withTimeLimit(LIMIT));
        List<Message> matching = page.messages();
        TreeSet<Long> numbers = new TreeSet<>();
        for (Message message : matching) {
            long number = message.conversation().number();
            if (number < before) {
                numbers.add(number);
            }
        }
        boolean complete = page.complete() && matching.size() < MESSAGES;
        long oldest = matching.isEmpty() ? 0 : matching.get(matching.size() - 1).time();
        long backTo = complete ? 0 : page.complete() ? oldest : page.scannedToTime();
        return new Found(numbers.isEmpty() ? List.of() : summaries(store, query, numbers), complete, backTo);
    }

    private static List<ConversationSummary> summaries(MessageStore store, Query query, TreeSet<Long> numbers)
            throws IOException {
        Term term = Objects.requireNonNull(Terms.find("conversation"));
        List<Filter> each = new ArrayList<>();
        for (long number : numbers.descendingSet()) {
            Operand operand = term.operand(Operator.EQUAL, String.valueOf(number));
            each.add(new Filter.Match(term, Operator.EQUAL, String.valueOf(number), operand));
            if (each.size() == query.limit()) {
                break;
            }
        }
        Query found = Query.all(Filter.any(each)).withCapture(query.capture()).withLimit(query.limit());
        return store.conversations(found, Long.MAX_VALUE);
    }
}
