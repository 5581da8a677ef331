package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Keeps messages in SQLite files of about a million each.
 *
 * <pre>
 *  append ─▶ Writer (queue, one thread) ─▶ Intake ─▶ LiveSegment ─commit─▶ answer
 *                                                       │ full
 *                                              Sealer (index, sums, zones)
 *  page, stream, count ─▶ Search ─▶ Route (which rows) ─▶ RowReader (SQL, predicate)
 *
 *  folder: lock · catalog.db · segment-N.db · segment-N.payload     N: the first id
 * </pre>
 */
public final class SqliteMessageStore implements MessageStore {
    private static final long COMMAND_SECONDS = 120;

    private final StoreFolder folder;
    private final Readers readers;
    private final LiveStore store;
    private final Writer writer;
    private final Captures captures;
    private final Search search;
    private final Sums sums;

    private SqliteMessageStore(StoreFolder folder, StoreLimits limits) throws IOException {
        this.folder = folder;
        store = new LiveStore(folder, limits);
        readers = store.readers;
        writer = new Writer(store, limits.queueBytes());
        captures = new Captures(store, writer);
        search = new Search(readers, () -> store.segments, this::captureName);
        sums = new Sums(readers, this::captureName, number -> store.intake().isOpen(number));
        writer.start();
    }

    /**
     * Opens the store in a folder, which is made when it isn't there. What a server that was killed has left behind is
     * put in order first.
     *
     * @throws IOException in words: in use by another server, written by a newer version, no right to write, damaged
     */
    public static SqliteMessageStore open(Path folder, StoreLimits limits) throws IOException {
        StoreFolder locked = new StoreFolder(folder);
        try {
            return new SqliteMessageStore(locked, limits);
        } catch (IOException | RuntimeException e) {
            locked.close();
            throw e;
        }
    }

    private String captureName(long number) {
        return store.names.getOrDefault(number, "");
    }

    @Override
    public UUID id() {
        return store.catalog.id();
    }

    @Override
    public long lastSeq(UUID spool) {
        return store.lastSeq(spool);
    }

    @Override
    public CompletableFuture<Long> append(UUID spool, String agent, List<WireItem> items)
            throws StoreBusyException, OutOfOrderException {
        return writer.append(spool, agent, items);
    }

    @Override
    public CompletableFuture<Long> resume(UUID spool, String agent, long oldest, Details.Gap gap) {
        return writer.ask(() -> {
            long seq = store.change(live -> store.intake().resume(spool, agent, oldest, gap, live));
            writer.reset(spool, seq);
            return seq;
        });
    }

    @Override
    public long lastId() {
        List<Segment> segments = store.segments;
        return segments.get(segments.size() - 1).lastId;
    }

    @Override
    public Page page(Query query) throws IOException {
        return search.page(query);
    }

    @Override
    public void stream(Query query, Predicate<Message> consumer) throws IOException {
        search.stream(query, consumer);
    }

    @Override
    public Count count(Query query, Predicate<Count> observer) throws IOException {
        return search.count(query, observer);
    }

    @Override
    public Optional<Message> message(long id) throws IOException {
        Query one = Query.all(dev.ipcscope.agent.filter.Filter.ALL)
                .withAfter(id - 1)
                .withBefore(id + 1)
                .withTimeLimit(Duration.ofMinutes(1));
        return search.page(one).messages().stream().findFirst();
    }

    @Override
    public Optional<InputStream> payload(long id) throws IOException {
        for (Segment segment : store.segments) {
            if (id >= segment.firstId && id <= segment.lastId) {
                return PayloadStream.open(readers, segment, id);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<ConversationSummary> conversations(Query query, long before) throws IOException {
        return sums.conversations(store.segments, query, before);
    }

    @Override
    public Collection<Total> totals(long capture) throws IOException {
        return sums.totals(store.segments, capture);
    }

    @Override
    public Density density(Query query, int buckets) throws IOException {
        return sums.density(store.segments, query, buckets);
    }

    @Override
    public List<Capture> captures() {
        return captures.all();
    }

    private <T> T command(Writer.Command<T> command) throws IOException {
        try {
            return writer.ask(command).get(COMMAND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the store was asked to do something", e);
        } catch (TimeoutException e) {
            throw new IOException("the store did not answer within " + COMMAND_SECONDS + " s; the disk may hang", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw new IllegalArgumentException(wrong.getMessage(), wrong);
            }
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        }
    }

    @Override
    public Capture startCapture(String name) throws IOException {
        return command(() -> captures.start(name));
    }

    @Override
    public void renameCapture(long number, String name) throws IOException {
        command(() -> captures.rename(number, name));
    }

    @Override
    public void pauseCapture(boolean paused) throws IOException {
        command(() -> captures.pause(paused));
    }

    @Override
    public void deleteCapture(long number) throws IOException {
        command(() -> captures.delete(number));
    }

    @Override
    public StoreStatus status() {
        List<Segment> segments = store.segments;
        long messages = 0;
        long bytes = 0;
        long lastTime = 0;
        for (Segment segment : segments) {
            messages += segment.rows();
            bytes += StoreFolder.size(segment.file);
            lastTime = segment.lastTime == 0 ? lastTime : segment.lastTime;
        }
        return new StoreStatus(
                messages, bytes, lastId(), lastTime, store.lastCommit, writer.waiting(), store.skipped, store.error);
    }

    /** Whether all but the live segment are sealed. */
    boolean isSealed() {
        List<Segment> segments = store.segments;
        return segments.subList(0, segments.size() - 1).stream().allMatch(s -> s.sealed);
    }

    /** Applies the limits now; otherwise this happens twice a minute and after each seal. */
    void retainNow() throws IOException {
        command(() -> {
            store.eraser().retain(store);
            return "";
        });
    }

    /** Commits what waits, then closes; what is being sealed is finished or goes on at the next start. */
    @Override
    public void close() throws IOException {
        try (folder;
                store) {
            writer.close();
            search.close();
        } finally {
            readers.close();
        }
    }
}
