package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.wire.WireItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The segment that is written: the writer thread's alone. */
final class LiveSegment implements AutoCloseable {
    private static final String[] PRAGMAS = {
        "page_size=8192",
        "journal_mode=WAL",
        "synchronous=FULL",
        "cache_size=-16384",
        "wal_autocheckpoint=4000",
        "journal_size_limit=67108864",
        "temp_store=MEMORY"
    };

    /** Bounds the memory for a segment's dictionary: many short conversations fill it before rows do. */
    private static final int MAX_CHANNELS = 150_000;

    final Segment segment;
    final Dictionary dictionary;
    private final Connection connection;
    private final RowInserter rows;
    private final PreparedStatement extents;
    private final PreparedStatement talks;
    private final PreparedStatement closes;
    private final PreparedStatement channels;
    private final PreparedStatement spools;
    private final PayloadFile payloads;
    private long lastId;
    private long rowBytes;
    private long lastTime;

    /** Unix ns, by our clock; after a restart by that of whoever sent its first message. */
    private final long begun;

    private LiveSegment(Segment segment, Dictionary dictionary, Connection connection)
            throws SQLException, IOException {
        this.segment = segment;
        this.dictionary = dictionary;
        this.connection = connection;
        connection.setAutoCommit(false);
        rows = new RowInserter(connection);
        extents = connection.prepareStatement("INSERT INTO extent VALUES(?,?,?,?)");
        talks = connection.prepareStatement(TalkRows.INSERT);
        closes = connection.prepareStatement("UPDATE conversation SET open=0 WHERE number=?");
        channels = connection.prepareStatement("INSERT INTO channel VALUES(?,?,?,?)");
        spools = connection.prepareStatement("INSERT OR REPLACE INTO spool VALUES(?,?)");
        payloads = new PayloadFile(segment.payloads());
        lastId = segment.lastId;
        lastTime = segment.lastTime;
        begun = segment.rows() == 0
                ? Intake.now()
                : Sqlite.number(connection, "SELECT time FROM message ORDER BY id LIMIT 1");
    }

    /** Opens the connection that writes a segment; the file may be empty. */
    static Connection connect(Path file) throws SQLException {
        return Sqlite.writer(file, PRAGMAS);
    }

    /** A new, empty segment; nothing of it is on the disk before the first {@link #commit}. */
    static LiveSegment create(StoreFolder folder, UUID store, long firstId, long capture)
            throws IOException, SQLException {
        Path file = folder.segment(firstId);
        StoreFolder.erase(file);
        StoreFolder.make(file);
        StoreFolder.make(StoreFolder.payloads(file));
        Segment segment = new Segment(file, firstId, capture);
        segment.dictionary = new Dictionary();
        Connection connection = connect(file);
        try {
            connection.setAutoCommit(false);
            Sqlite.run(connection, Schema.CREATE);
            Sqlite.run(
                    connection,
                    "INSERT INTO segment VALUES(" + firstId + "," + capture + ",'" + store + "',0)",
                    "INSERT INTO counter VALUES(0)");
            return new LiveSegment(segment, segment.dictionary, connection);
        } catch (SQLException | IOException e) {
            connection.close();
            StoreFolder.erase(file);
            throw e;
        }
    }

    /** Goes on with a segment whose state was read from its file. */
    static LiveSegment resume(Segment segment, Dictionary dictionary, Connection connection)
            throws IOException, SQLException {
        return new LiveSegment(segment, dictionary, connection);
    }

    /** Writes a conversation, new or known better. */
    void talk(Talk talk) throws SQLException {
        TalkRows.write(talks, talk);
        talk.nowIn(segment.firstId);
    }

    /** The conversation has ended. */
    void closed(Talk talk) throws SQLException {
        talk.open = false;
        if (talk.isIn(segment.firstId)) {
            closes.setLong(1, talk.number());
            closes.executeUpdate();
        }
    }

    private Channel channel(Talk talk, Direction direction, Kind kind) throws SQLException {
        Channel channel = talk.channel(segment.firstId, direction, kind);
        if (channel == null) {
            if (!talk.isIn(segment.firstId)) {
                talk(talk);
            }
            channel = new Channel(dictionary.size(), talk, direction, kind);
            channels.setLong(1, channel.number);
            channels.setLong(2, talk.number());
            channels.setLong(3, direction.ordinal());
            channels.setLong(4, kind.ordinal());
            channels.executeUpdate();
            dictionary.add(channel);
            talk.channel(segment.firstId, channel);
        }
        return channel;
    }

    /** Adds a message; {@code parts} lie in the payload file already and come before its own payload. */
    void message(long id, Talk talk, long time, WireItem.Item item, @Nullable List<Extent> parts)
            throws SQLException, IOException {
        Channel channel = channel(talk, item.direction(), item.kind());
        ByteBuffer payload = item.payload();
        int size = payload.remaining();
        RowInserter.WireItemRow row = new RowInserter.WireItemRow(item.mono(), item.seq(), item.length());
        if (parts == null && size <= PayloadFile.INLINE) {
            byte[] copy = new byte[size]; // what SQLite is given
            payload.get(payload.position(), copy);
            rows.add(id, channel.number, time, row, copy, 0, item.details());
            rowBytes += size + 48;
        } else {
            rows.add(id, channel.number, time, row, null, large(id, payload, parts), item.details());
            segment.large = true;
        }
        channel.count(id, time, item.length());
        segment.zones.add(channel.number, time, item.length());
        if (item.kind() == Kind.GAP) {
            var gap = StoredDetails.read(item.details()).gap();
            Long lost = gap == null ? null : gap.count();
            channel.lost += lost == null ? 0 : lost;
        }
        if (item.kind() == Kind.SNAPSHOT && CarriedMemory.isKeyFrame(StoredDetails.read(item.details()))) {
            talk.keyFrame = id;
        }
        lastId = id;
        lastTime = time;
    }

    private long large(long id, ByteBuffer payload, @Nullable List<Extent> parts) throws SQLException, IOException {
        int part = 0;
        long kept = 0;
        for (Extent extent : parts == null ? List.<Extent>of() : parts) {
            extent(id, part++, extent);
            kept += extent.length();
        }
        if (payload.hasRemaining()) {
            extent(id, part, part(payload));
        }
        return kept + payload.remaining();
    }

    /** Puts bytes into the payload file. */
    Extent part(ByteBuffer bytes) throws IOException {
        Extent extent = new Extent(payloads.end(), bytes.remaining());
        payloads.append(bytes);
        return extent;
    }

    private void extent(long id, int part, Extent extent) throws SQLException {
        extents.setLong(1, id);
        extents.setLong(2, part);
        extents.setLong(3, extent.offset());
        extents.setLong(4, extent.length());
        extents.executeUpdate();
    }

    void spool(UUID spool, long seq) throws SQLException {
        spools.setString(1, spool.toString());
        spools.setLong(2, seq);
        spools.executeUpdate();
    }

    /** What a new segment must know to stand alone. */
    void carryOver(Map<UUID, Long> lastSeqs, Collection<Talk> open, List<CarriedMemory.Row> memories)
            throws SQLException, IOException {
        for (Map.Entry<UUID, Long> spool : lastSeqs.entrySet()) {
            spool(spool.getKey(), spool.getValue());
        }
        for (Talk talk : open) {
            talk(talk);
        }
        for (CarriedMemory.Row memory : memories) {
            message(lastId + 1, memory.talk(), memory.time(), memory.item(), null);
        }
    }

    /** Everything so far is on the disk, and readers may see it, when this returns. */
    void commit(long lastConversation) throws SQLException, IOException {
        CommitEvent event = new CommitEvent();
        event.begin();
        rows.flush();
        payloads.force();
        Sqlite.run(connection, "UPDATE counter SET last_conversation=" + lastConversation);
        connection.commit();
        event.lastId = lastId;
        event.commit();
        segment.zones.publish();
        segment.lastTime = lastTime;
        segment.lastId = lastId;
    }

    /** An empty segment goes over to another capture. */
    void moveTo(long capture) throws SQLException {
        Sqlite.run(connection, "UPDATE segment SET capture=" + capture);
        connection.commit();
        segment.capture = capture;
    }

    /** Whether it is large enough for the next one to begin. */
    boolean isFull(StoreLimits limits) {
        return segment.rows() >= limits.segmentRows()
                || rowBytes >= limits.segmentBytes()
                || payloads.end() >= limits.payloadBytes()
                || dictionary.size() >= MAX_CHANNELS;
    }

    /** Whether its first messages are so old that the next one should begin. */
    boolean isOld(StoreLimits limits) {
        return segment.rows() > 0 && Intake.now() - begun > limits.segmentAge().toNanos();
    }

    @Override
    public void close() throws IOException {
        try (connection;
                payloads) {
            rows.close();
            extents.close();
            talks.close();
            closes.close();
            channels.close();
            spools.close();
        } catch (SQLException e) {
            throw Sqlite.failure(segment.file, e);
        }
    }
}
