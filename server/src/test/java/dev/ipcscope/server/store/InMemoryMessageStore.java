package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.wire.WireItem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps everything on the heap, without a bound and without speed: the measure of what a store answers. */
public final class InMemoryMessageStore implements MessageStore {

    private static final byte[] EMPTY = {};

    private final UUID id = UUID.randomUUID();
    private final Map<UUID, Batch.Progress> spools = new HashMap<>();
    private final Map<UUID, Map<Long, Talk>> talks = new HashMap<>();
    private final Map<UUID, Map<Long, ByteArrayOutputStream>> parts = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Recording> captures = new ArrayList<>();
    private long lastId;
    private long lastTime;
    private long lastCommit;
    private long lastTalk;
    private long lastCapture;
    private long skipped;
    private boolean paused;

    /** An empty store with one live capture, {@code capture 1}. */
    public InMemoryMessageStore() {
        captures.add(recording("capture 1"));
    }

    /** A conversation under the store's number. */
    static final class Talk {
        final UUID spool;
        Conversation conversation;
        String agent;
        boolean open = true;

        Talk(UUID spool, Conversation conversation, String agent) {
            this.spool = spool;
            this.conversation = conversation;
            this.agent = agent;
        }
    }

    /** A capture that can be renamed. */
    static final class Recording {
        final long number;
        final long started;
        final long firstId;
        String name;

        Recording(long number, String name, long started, long firstId) {
            this.number = number;
            this.name = name;
            this.started = started;
            this.firstId = firstId;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(Recording capture, Talk talk, long id, long time, WireItem.Item item, byte[] payload, Details details) {
        Message message(int limit) {
            byte[] kept = payload.length <= limit ? payload : Arrays.copyOf(payload, limit);
            return new Message(
                    id,
                    capture.name,
                    talk.agent,
                    item.seq(),
                    time,
                    item.mono(),
                    talk.conversation,
                    item.direction(),
                    item.kind(),
                    item.length(),
                    kept,
                    details);
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public synchronized long lastSeq(UUID spool) {
        Batch.Progress progress = spools.get(spool);
        return progress == null ? 0 : Math.max(0, progress.seq);
    }

    @Override
    public synchronized CompletableFuture<Long> resume(UUID spool, String agent, long oldest, Details.Gap lost) {
        Batch.Progress progress = spools.get(spool);
        if (progress == null || progress.seq == Batch.Progress.NONE || oldest - 1 > progress.seq) {
            if (lost.count() == null || lost.count() > 0) {
                gap(own(spool, agent), oldest - 1, now(), 0, Details.gap(lost.count(), lost.reason()));
            }
            progress = spools.computeIfAbsent(spool, id -> new Batch.Progress(oldest - 1));
            progress.reset(oldest - 1);
            parts.remove(spool);
        }
        return CompletableFuture.completedFuture(lastSeq(spool));
    }

    @Override
    public synchronized CompletableFuture<Long> append(UUID spool, String agent, List<WireItem> items)
            throws OutOfOrderException {
        Batch batch = Batch.check(items, spools.computeIfAbsent(spool, s -> new Batch.Progress(Batch.Progress.NONE)));
        long base = 0;
        for (WireItem item : batch.items()) {
            if (item instanceof WireItem.TimeBase timeBase) {
                base = timeBase.unixNanos();
            } else if (item instanceof WireItem.Talk talk) {
                describe(spool, agent, talk.conversation());
            } else if (item instanceof WireItem.Part part) {
                partsOf(spool, part.seq()).writeBytes(copy(part.bytes()));
            } else if (item instanceof WireItem.Session session) {
                session(spool, session);
            } else {
                take(spool, agent, base, (WireItem.Item) item);
            }
        }
        lastCommit = now();
        return CompletableFuture.completedFuture(lastSeq(spool));
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }

    private ByteArrayOutputStream partsOf(UUID spool, long seq) {
        return parts.computeIfAbsent(spool, s -> new HashMap<>())
                .computeIfAbsent(seq, s -> new ByteArrayOutputStream());
    }

    private Talk describe(UUID spool, String agent, Conversation conversation) {
        Map<Long, Talk> known = talks.computeIfAbsent(spool, s -> new HashMap<>());
        Talk talk = known.get(conversation.number());
        if (talk == null) {
            talk = new Talk(spool, conversation.withNumber(++lastTalk), agent);
            known.put(conversation.number(), talk);
        } else {
            talk.conversation = conversation.withNumber(talk.conversation.number());
            talk.agent = agent;
        }
        return talk;
    }

    /** The conversation in which the store records what concerns a spool as a whole. */
    private Talk own(UUID spool, String agent) {
        Talk talk = talks.computeIfAbsent(spool, s -> new HashMap<>()).get(-1L);
        return talk != null ? talk : describe(spool, agent, Reasons.unknown(-1, now()));
    }

    private void take(UUID spool, String agent, long base, WireItem.Item item) {
        long time = base + item.mono();
        Talk talk = talks.computeIfAbsent(spool, s -> new HashMap<>()).get(item.conversation());
        if (talk == null) {
            talk = describe(spool, agent, Reasons.unknown(item.conversation(), time));
        }
        byte[] payload = copy(item.payload());
        Map<Long, ByteArrayOutputStream> sent = parts.get(spool);
        ByteArrayOutputStream before = sent == null ? null : sent.remove(item.seq());
        if (before != null) {
            before.writeBytes(payload);
            payload = before.toByteArray();
        }
        if (item.kind() == Kind.CLOSE) {
            talk.open = false;
        }
        if (paused) {
            skipped++;
        } else {
            add(talk, time, item, payload, StoredDetails.read(item.details()));
        }
    }

    private void add(Talk talk, long time, WireItem.Item item, byte[] payload, Details details) {
        rows.add(new Row(live(), talk, ++lastId, time, item, payload, details));
        lastTime = time;
    }

    private void gap(Talk talk, long seq, long time, long mono, Details details) {
        WireItem.Item item = new WireItem.Item(seq, mono, 0, Kind.GAP, Direction.NONE, 0, ByteBuffer.wrap(EMPTY), null);
        add(talk, time, item, EMPTY, details);
    }

    private void session(UUID spool, WireItem.Session session) {
        List<Talk> open = talks.getOrDefault(spool, Map.of()).values().stream()
                .filter(t -> t.open)
                .sorted(Comparator.comparingLong(t -> t.conversation.number()))
                .toList();
        for (Talk talk : open) {
            talk.open = false;
            if (!session.clean() && talk.conversation.policy() == Policy.GAP && !paused) {
                gap(talk, session.seq(), now(), 0, Details.gap(null, Reasons.AGENT_ENDED));
            }
        }
    }

    private Recording live() {
        return captures.get(captures.size() - 1);
    }

    private Recording recording(String name) {
        return new Recording(++lastCapture, name, now(), lastId + 1);
    }

    private static long now() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public synchronized long lastId() {
        return lastId;
    }

    private List<Row> within(Query query) {
        List<Row> found = new ArrayList<>();
        for (Row row : rows) {
            boolean captured = query.capture() == null || row.capture.number == query.capture();
            if (captured && row.id > query.after() && row.id < query.before()) {
                found.add(row);
            }
        }
        if (!query.ascending()) {
            java.util.Collections.reverse(found);
        }
        return found;
    }

    @Override
    public synchronized Page page(Query query) {
        long deadline = System.nanoTime() + query.timeLimit().toNanos();
        List<Message> found = new ArrayList<>();
        long id = 0;
        long time = 0;
        for (Row row : within(query)) {
            if (found.size() >= query.limit()) {
                break;
            }
            if (id != 0 && System.nanoTime() > deadline) {
                return new Page(found, false, id, time);
            }
            if (query.filter().test(row.message(Integer.MAX_VALUE))) {
                found.add(row.message(query.payloadLimit()));
            }
            id = row.id;
            time = row.time;
        }
        return new Page(found, true, id, time);
    }

    @Override
    public void stream(Query query, Predicate<Message> consumer) {
        for (Message message :
                page(query.withTimeLimit(java.time.Duration.ofDays(1))).messages()) {
            if (!consumer.test(message)) {
                return;
            }
        }
    }

    @Override
    public synchronized Count count(Query query, Predicate<Count> observer) {
        long messages = 0;
        long bytes = 0;
        List<Row> looked = within(query);
        for (Row row : looked) {
            if (messages < query.limit() && query.filter().test(row.message(Integer.MAX_VALUE))) {
                messages++;
                bytes += row.item.length();
            }
        }
        return new Count(messages, bytes, looked.size(), true);
    }

    private @Nullable Row row(long wanted) {
        return rows.stream().filter(r -> r.id == wanted).findAny().orElse(null);
    }

    @Override
    public synchronized Optional<Message> message(long wanted) {
        return Optional.ofNullable(row(wanted)).map(r -> r.message(64 << 20));
    }

    @Override
    public synchronized Optional<InputStream> payload(long wanted) {
        return Optional.ofNullable(row(wanted)).map(r -> new ByteArrayInputStream(r.payload));
    }

    @Override
    public synchronized List<ConversationSummary> conversations(Query query, long before) {
        return InMemorySums.conversations(matching(query), query, before);
    }

    @Override
    public synchronized Density density(Query query, int buckets) {
        Bounds bounds = Bounds.of(query.filter());
        return InMemorySums.density(
                within(query.withAscending(true)).stream()
                        .filter(r -> passes(query, r))
                        .filter(r -> bounds.timeFrom() <= r.time() && r.time() <= bounds.timeTo())
                        .toList(),
                buckets);
    }

    /** All rows of the capture of conversations of which at least one row passes. */
    private List<Row> matching(Query query) {
        List<Row> all = within(Query.all(query.filter()).withCapture(query.capture()));
        java.util.Set<Talk> passing = new java.util.HashSet<>();
        all.stream().filter(r -> passes(query, r)).forEach(r -> passing.add(r.talk));
        return all.stream().filter(r -> passing.contains(r.talk)).toList();
    }

    private static boolean passes(Query query, Row row) {
        Message sample = Residue.sample(
                row.capture.name, row.talk.agent, row.talk.conversation, row.item.direction(), row.item.kind());
        return !Residue.of(query.filter(), sample).equals(Residue.NOTHING);
    }

    @Override
    public synchronized List<Capture> captures() {
        return captures.stream().map(this::describe).toList();
    }

    private Capture describe(Recording capture) {
        long last = capture.firstId - 1;
        long bytes = 0;
        for (Row row : rows) {
            if (row.capture == capture) {
                last = row.id;
                bytes += row.payload.length;
            }
        }
        boolean current = capture == live();
        return new Capture(
                capture.number,
                capture.name,
                capture.started,
                capture.firstId,
                last,
                bytes,
                current,
                current && paused,
                0);
    }

    @Override
    public synchronized Capture startCapture(String name) {
        refuse(name, null);
        resumeRecording();
        captures.add(recording(name));
        return describe(live());
    }

    private void refuse(String name, @Nullable Recording except) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a capture needs a name");
        }
        if (captures.stream().anyMatch(c -> c != except && c.name.equals(name))) {
            throw new IllegalArgumentException("there is already a capture named " + name);
        }
    }

    private Recording find(long number) {
        return captures.stream()
                .filter(c -> c.number == number)
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("there is no capture " + number));
    }

    @Override
    public synchronized void renameCapture(long number, String name) {
        Recording capture = find(number);
        refuse(name, capture);
        capture.name = name;
    }

    @Override
    public synchronized void pauseCapture(boolean pause) {
        if (!pause) {
            resumeRecording();
        }
        paused = pause;
    }

    private void resumeRecording() {
        paused = false;
        if (skipped > 0) {
            gap(own(new UUID(0, 0), Reasons.SELF), 0, now(), 0, Details.gap(skipped, Reasons.PAUSED));
            skipped = 0;
        }
    }

    @Override
    public synchronized void deleteCapture(long number) {
        Recording capture = find(number);
        boolean current = capture == live();
        if (current) {
            resumeRecording();
        }
        rows.removeIf(r -> r.capture == capture);
        captures.remove(capture);
        if (current) {
            captures.add(recording("capture " + (lastCapture + 1)));
        }
    }

    @Override
    public synchronized StoreStatus status() {
        long bytes = rows.stream().mapToLong(r -> r.payload.length).sum();
        return new StoreStatus(rows.size(), bytes, lastId, lastTime, lastCommit, 0, skipped, "");
    }

    @Override
    public void close() {
        // Nothing is held beyond the heap.
    }
}
