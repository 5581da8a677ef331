package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Keeps messages in captures: each message once, in ascending ids that are dense in a capture. One capture is live and
 * takes what agents send. Safe for any number of threads.
 */
public interface MessageStore extends AutoCloseable {

    /** Identifies this store; another data folder has another one. */
    UUID id();

    /** The sequence number up to which everything of this spool is committed; 0 when nothing is. */
    long lastSeq(UUID spool);

    /**
     * A spool goes on with the item {@code oldest}: what lies between {@link #lastSeq} and it won't come. The gap is
     * recorded unless its count is 0. Nothing happens when the store has more than that. Without this call a known spool
     * must go on where it was.
     *
     * @return completes after the commit with the last sequence number, from which the spool goes on
     */
    CompletableFuture<Long> resume(UUID spool, String agent, long oldest, Details.Gap gap) throws StoreBusyException;

    /**
     * Takes a batch in the order of the spool. Messages up to {@link #lastSeq} are left out (they came twice). A spool
     * that the store doesn't know may begin with any number: what came before went to another store. Therefore the
     * first batch to a new store is sent alone: a later one that overtook it would make it look as if it came twice.
     *
     * @param spool the spool they come from
     * @param agent the agent's name as shown
     * @param items of one or more whole frames, in order; their payloads stay as they are until this completes
     * @return completes after the commit with the new last sequence number; exceptionally with {@link IOException}
     *     when it can't be stored now (a full disk): nothing of it is stored then, and it may be sent again
     * @throws StoreBusyException when the writer's queue is full; to be tried again
     * @throws OutOfOrderException when items before these are missing; to be sent again from {@link #lastSeq}
     * @throws IllegalArgumentException in words when the items make no sense; nothing of the batch is stored
     */
    CompletableFuture<Long> append(UUID spool, String agent, List<WireItem> items)
            throws StoreBusyException, OutOfOrderException;

    /** The newest committed id; 0 when the store is empty. */
    long lastId();

    /**
     * Reads a page. Returns early with {@link Page#complete} false when the query's time limit is reached; to be
     * continued from {@link Page#scannedTo}.
     */
    Page page(Query query) throws IOException;

    /**
     * Streams matching messages in the query's order with whole payloads, however many; stops when the consumer returns
     * false. The query's limit holds, its time limit doesn't.
     */
    void stream(Query query, Predicate<Message> consumer) throws IOException;

    /**
     * Counts matching messages. Reports the number so far about ten times a second; stops when the observer returns
     * false.
     */
    Count count(Query query, Predicate<Count> observer) throws IOException;

    /** One message with its whole payload up to 64 MiB (more is cut). */
    Optional<Message> message(long id) throws IOException;

    /** A payload as it was kept, whatever its size; empty when there is no such message. */
    Optional<InputStream> payload(long id) throws IOException;

    /**
     * Conversations, newest first, those with a smaller number than {@code before} only. Listed is one of which a
     * direction and kind of message passes the filter's terms of {@link
     * dev.ipcscope.agent.filter.Term.Scope#CONVERSATION}; its other terms and the query's ids are left out of account,
     * and the sums are those of the whole conversation within the query's capture.
     */
    List<ConversationSummary> conversations(Query query, long before) throws IOException;

    /**
     * Sums by mechanism and endpoint of a capture, in no order. Takes memory by the endpoints, not by the conversations,
     * where a store can do so.
     */
    default Collection<Total> totals(long capture) throws IOException {
        Totals totals = new Totals();
        Query whole = Query.all(Filter.ALL).withCapture(capture);
        for (ConversationSummary talk : conversations(whole, Long.MAX_VALUE)) {
            totals.add(talk.conversation(), talk.messages(), talk.lost(), 0);
        }
        for (Message message : page(whole.withPayloadLimit(0)).messages()) {
            if (message.kind() == Kind.GAP) {
                totals.add(message.conversation(), 0, 0, 1);
            }
        }
        return totals.all();
    }

    /**
     * How messages spread over time, for the strip: at most {@code buckets} buckets over the conversations, directions
     * and kinds that pass the filter, as for {@link #conversations}, within the times that it lets through. Exact where
     * the messages are few; else as fine as the store's index over time.
     */
    Density density(Query query, int buckets) throws IOException;

    /** All captures, oldest first; the last one is live. */
    List<Capture> captures();

    /** Ends the live capture and starts a new one; a name that exists is refused ({@link IllegalArgumentException}). */
    Capture startCapture(String name) throws IOException;

    /** Renames a capture; a name that exists is refused. */
    void renameCapture(long number, String name) throws IOException;

    /** While the live capture is paused, messages are counted and left out; going on records a gap with the count. */
    void pauseCapture(boolean paused) throws IOException;

    /** Erases a capture's bytes from the disk; when it was live, a new one is started. */
    void deleteCapture(long number) throws IOException;

    /** Messages, bytes and state of the writer, for {@code doctor} and the foot of each page. */
    StoreStatus status();

    @Override
    void close() throws IOException;
}
