package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns batches into rows of the live segment: what the writer knows of spools, conversations and unfinished messages.
 * The writer thread's alone; made anew from the file after a failure.
 */
final class Intake {
    /** The conversation in which a spool's own gaps are recorded. */
    private static final long OWN = -1;

    private final Map<UUID, SpoolState> spools = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    /** Those in the spools by the store's number, for all threads. */
    private final Map<Long, Talk> known = new ConcurrentHashMap<>();

    private long lastId;
    private long lastTalk;
    boolean paused;
    long skipped;

    Intake(Recovered from) {
        lastId = from.segment().lastId;
        lastTalk = from.lastConversation();
        from.spools().forEach((id, seq) -> spool(id).seq = seq);
        for (Talk talk : from.talks()) {
            spool(talk.spool).talks.put(talk.spoolNumber, talk);
            known.put(talk.number(), talk);
        }
    }

    /** For a store without a segment. */
    Intake() {}

    /** Conversations that have ended before the last segment, newest first: something may still be told of them. */
    void remember(List<Talk> ended) {
        for (Talk talk : ended) {
            talk.open = false;
            SpoolState spool = spools.get(talk.spool);
            if (spool != null && spool.talks.putIfAbsent(talk.spoolNumber, talk) == null) {
                known.put(talk.number(), talk);
            }
        }
        spools.values().forEach(spool -> spool.forget(known));
    }

    private SpoolState spool(UUID id) {
        return spools.computeIfAbsent(id, SpoolState::new);
    }

    long lastId() {
        return lastId;
    }

    long lastTalk() {
        return lastTalk;
    }

    /** The last sequence number of every spool. */
    Map<UUID, Long> lastSeqs() {
        Map<UUID, Long> seqs = new HashMap<>();
        spools.forEach((id, spool) -> seqs.put(id, spool.seq));
        return seqs;
    }

    /** Conversations that go on. */
    Collection<Talk> open() {
        List<Talk> open = new ArrayList<>();
        for (SpoolState spool : spools.values()) {
            spool.talks.values().stream().filter(t -> t.open).forEach(open::add);
        }
        open.sort(Comparator.comparingLong(Talk::number));
        return open;
    }

    /** Forgets what has long ended, after a new segment has begun; unfinished messages must be sent again. */
    Set<UUID> turnOver(long newLastId) {
        lastId = Math.max(lastId, newLastId);
        Set<UUID> unfinished = new HashSet<>();
        for (SpoolState spool : spools.values()) {
            spool.forget(known);
            spool.forgetRecent();
            if (!spool.parts.isEmpty()) {
                unfinished.add(spool.id);
                spool.parts.clear();
            }
        }
        return unfinished;
    }

    boolean hasUnfinished() {
        return spools.values().stream().anyMatch(s -> !s.parts.isEmpty());
    }

    /** Applies a batch that {@link Batch#check} let through. */
    void apply(UUID id, String agent, Batch batch, LiveSegment live) throws SQLException, IOException {
        SpoolState spool = spool(id);
        long base = 0;
        for (WireItem item : batch.items()) {
            if (item instanceof WireItem.Item message) {
                message(spool, agent, base + message.mono(), message, batch, live);
            } else if (item instanceof WireItem.TimeBase timeBase) {
                base = timeBase.unixNanos();
            } else if (item instanceof WireItem.Talk talk) {
                describe(spool, agent, talk.conversation(), live);
            } else if (item instanceof WireItem.Part part) {
                part(spool, part, live);
            } else if (item instanceof WireItem.Session session) {
                session(spool, session, live);
            }
        }
        spool.seq = batch.seq();
        if (batch.seq() >= 0) {
            live.spool(id, spool.seq);
        }
    }

    private void message(SpoolState spool, String agent, long time, WireItem.Item item, Batch batch, LiveSegment live)
            throws SQLException, IOException {
        Talk talk = spool.talk(item.conversation());
        if (talk == null) {
            talk = describe(spool, agent, Reasons.unknown(item.conversation(), time), live);
        }
        List<Extent> parts = spool.parts.isEmpty() ? null : spool.parts.remove(item.seq());
        long before =
                parts == null ? 0 : parts.stream().mapToLong(Extent::length).sum();
        if (before != batch.joined().getOrDefault(item.seq(), 0L)) {
            throw new IOException("the parts of message " + item.seq() + " were dropped as a new segment began;"
                    + " they are to be sent again");
        }
        if (item.kind() == Kind.CLOSE) {
            live.closed(talk);
        }
        if (paused) {
            skipped++;
            talk.skippedSnapshots += item.kind() == Kind.SNAPSHOT ? 1 : 0;
        } else {
            live.message(++lastId, talk, time, item, parts);
        }
    }

    private static void part(SpoolState spool, WireItem.Part part, LiveSegment live) throws IOException {
        spool.parts.computeIfAbsent(part.seq(), s -> new ArrayList<>()).add(live.part(part.bytes()));
    }

    private Talk describe(SpoolState spool, String agent, Conversation told, LiveSegment live) throws SQLException {
        Talk talk = spool.talks.get(told.number());
        if (talk == null) {
            talk = new Talk(spool.id, told.number(), agent, interned(told, ++lastTalk));
            spool.talks.put(told.number(), talk);
            known.put(talk.number(), talk);
        } else {
            talk.conversation = interned(told, talk.number());
            talk.agent = agent;
        }
        spool.forgetRecent();
        live.talk(talk);
        return talk;
    }

    /** Thousands of conversations share few words. */
    private Conversation interned(Conversation c, long number) {
        if (words.size() > 10_000) {
            words.clear();
        }
        return new Conversation(
                number,
                word(c.mechanism()),
                word(c.endpoint()),
                word(c.tap()),
                c.policy(),
                c.opened(),
                c.client(),
                c.server(),
                c.clientAddress(),
                c.serverAddress());
    }

    private String word(String text) {
        String known = words.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    private void session(SpoolState spool, WireItem.Session session, LiveSegment live)
            throws SQLException, IOException {
        List<Talk> open = spool.talks.values().stream()
                .filter(t -> t.open)
                .sorted(Comparator.comparingLong(Talk::number))
                .toList();
        for (Talk talk : open) {
            live.closed(talk);
            if (!session.clean() && talk.conversation.policy() == Policy.GAP && !paused) {
                gap(talk, session.seq(), Details.gap(null, Reasons.AGENT_ENDED), live);
            }
        }
        // Parts of a message that the session before didn't finish will never be.
        spool.parts.clear();
    }

    /** For all threads: whether a conversation goes on. */
    boolean isOpen(long number) {
        Talk talk = known.get(number);
        return talk != null && talk.open;
    }

    /** For all threads: a conversation that may still be described anew; null for one that has long ended. */
    @Nullable
    Talk known(long number) {
        return known.get(number);
    }

    private void gap(Talk talk, long seq, Details details, LiveSegment live) throws SQLException, IOException {
        byte[] bytes = StoredDetails.write(details);
        WireItem.Item item = new WireItem.Item(seq, 0, 0, Kind.GAP, Direction.NONE, 0, ByteBuffer.allocate(0), bytes);
        live.message(++lastId, talk, now(), item, null);
    }

    private void ownGap(UUID id, String agent, long seq, Details details, LiveSegment live)
            throws SQLException, IOException {
        SpoolState spool = spool(id);
        Talk talk = spool.talks.get(OWN);
        gap(talk != null ? talk : describe(spool, agent, Reasons.unknown(OWN, now()), live), seq, details, live);
    }

    /** What was left out since the pause becomes a gap. */
    void goOn(LiveSegment live) throws SQLException, IOException {
        long elsewhere = skipped;
        for (Talk talk : open()) {
            if (talk.skippedSnapshots > 0) { // its memory can't be rebuilt before the next key frame
                gap(talk, 0, Details.gap(talk.skippedSnapshots, Reasons.PAUSED), live);
                elsewhere -= talk.skippedSnapshots;
                talk.skippedSnapshots = 0;
            }
        }
        if (elsewhere > 0) {
            ownGap(new UUID(0, 0), Reasons.SELF, 0, Details.gap(elsewhere, Reasons.PAUSED), live);
            live.spool(new UUID(0, 0), 0);
        }
    }

    /** A spool goes on at {@code oldest}; returns its last sequence number. */
    long resume(UUID id, String agent, long oldest, Details.Gap lost, LiveSegment live)
            throws SQLException, IOException {
        SpoolState known = spools.get(id);
        boolean some = lost.count() == null || lost.count() > 0;
        if (some && (known == null || oldest - 1 > known.seq)) {
            ownGap(id, agent, oldest - 1, Details.gap(lost.count(), lost.reason()), live);
        }
        SpoolState spool = spool(id);
        if (oldest - 1 > spool.seq) {
            spool.parts.clear();
            spool.seq = oldest - 1;
            live.spool(id, spool.seq);
        }
        return spool.seq;
    }

    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
