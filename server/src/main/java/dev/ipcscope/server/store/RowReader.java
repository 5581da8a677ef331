package dev.ipcscope.server.store;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.filter.Sql;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a stretch that a filter lets through, a bounded number at a time. */
final class RowReader {
    /** A payload is handed out and searched up to here. */
    static final int LARGEST = 64 << 20;

    private static final int MOST_ROWS = 4096;
    private static final long MOST_BYTES = 4 << 20;
    private static final byte[] EMPTY = {};

    private final Readers readers;
    private final Filter filter;
    private final boolean ascending;
    private final int payloadLimit;

    RowReader(Readers readers, Query query) {
        this.readers = readers;
        this.filter = query.filter();
        this.ascending = query.ascending();
        this.payloadLimit = Math.min(query.payloadLimit(), LARGEST);
    }

    /** A row between the result set and the message. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Raw(
            long id,
            int channel,
            long time,
            long mono,
            long seq,
            long length,
            byte[] payload,
            long large,
            byte @Nullable [] details,
            boolean unsure) {}

    /** Reads on, at most so many rows or a few megabytes. */
    Rows read(Stretch stretch, String capture, long most) throws IOException {
        try (Readers.Reader reader = readers.take(stretch.segment())) {
            if (reader == null) {
                return new Rows(List.of(), ascending ? stretch.to() : stretch.from(), true);
            }
            Dictionary dictionary = readers.dictionary(stretch.segment());
            List<Raw> raws = new ArrayList<>();
            int limit = (int) Math.min(most, MOST_ROWS);
            boolean done = select(reader, stretch, limit, raws);
            long end = ascending ? stretch.to() : stretch.from();
            long reached = done || raws.isEmpty() ? end : raws.get(raws.size() - 1).id;
            List<Message> messages = new ArrayList<>(raws.size());
            for (Raw raw : raws) {
                Message message = accept(reader, raw, dictionary.get(raw.channel), capture);
                if (message != null) {
                    messages.add(message);
                }
            }
            return new Rows(messages, reached, done || reached == end);
        } catch (SQLException e) {
            throw Sqlite.failure(stretch.segment().file, e);
        }
    }

    /** Fills the list; true when there is no more in the stretch. The result set is closed before anything is done. */
    private boolean select(Readers.Reader reader, Stretch stretch, int limit, List<Raw> raws) throws SQLException {
        Sql sql = sql(stretch, limit);
        try (PreparedStatement statement = reader.connection.prepareStatement(sql.text())) {
            Sqlite.bind(statement, sql);
            try (ResultSet row = statement.executeQuery()) {
                long bytes = 0;
                while (bytes < MOST_BYTES && row.next()) {
                    Raw raw = raw(row);
                    raws.add(raw);
                    bytes += raw.payload.length + Math.min(raw.large, payloadLimit) + 200;
                }
                return bytes < MOST_BYTES && raws.size() < limit;
            }
        }
    }

    private Sql sql(Stretch stretch, int limit) {
        Plan plan = stretch.plan();
        boolean unsure = isUnsure(stretch);
        Sql sql = new Sql(stretch.segment().large).add("SELECT id,channel,time,mono,seq,length,");
        // substr would turn the number of a large payload into text.
        sql.add(
                payloadLimit < PayloadFile.INLINE
                        ? "CASE typeof(payload) WHEN 'blob' THEN substr(payload,1," + payloadLimit
                                + ") ELSE payload END"
                        : "payload");
        sql.add(",details,");
        if (plan != null && unsure) {
            sql.add("(");
            plan.condition(sql);
            sql.add(") IS NULL");
        } else {
            sql.add(unsure ? "1" : "0");
        }
        where(stretch, unsure ? " IS NOT 0" : "", sql);
        return sql.add(ascending ? " ORDER BY id LIMIT " : " ORDER BY id DESC LIMIT ")
                .number(limit);
    }

    /** Whether the predicate has to decide about some rows of the stretch. */
    static boolean isUnsure(Stretch stretch) {
        if (stretch.plan() == null) {
            return true;
        }
        Sql condition = new Sql(stretch.segment().large);
        stretch.plan().condition(condition);
        return condition.text().contains("NULL");
    }

    /** From where, and which rows pass: those of which the condition {@code is} so. */
    static void where(Stretch stretch, String is, Sql sql) {
        Plan plan = stretch.plan();
        sql.add(
                stretch.indexed()
                        ? " FROM message INDEXED BY message_channel WHERE "
                        : " FROM message NOT INDEXED WHERE ");
        sql.add("id BETWEEN ").number(stretch.from()).add(" AND ").number(stretch.to());
        if (plan == null) {
            return;
        }
        if (stretch.indexed()) {
            sql.add(" AND ");
            plan.among(sql);
        }
        if (!plan.isEverything() && !(stretch.indexed() && plan.isDecided())) {
            sql.add(" AND (");
            plan.condition(sql);
            sql.add(")" + is);
        }
    }

    private static Raw raw(ResultSet row) throws SQLException {
        Object payload = row.getObject(7);
        boolean inline = payload instanceof byte[];
        return new Raw(
                row.getLong(1),
                row.getInt(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                inline ? (byte[]) payload : EMPTY,
                inline || payload == null ? 0 : ((Number) payload).longValue(),
                row.getBytes(8),
                row.getInt(9) != 0);
    }

    private @Nullable Message accept(Readers.Reader reader, Raw raw, Channel channel, String capture)
            throws SQLException, IOException {
        if (raw.unsure && !passes(reader, raw, channel, capture)) {
            return null;
        }
        long wanted = Math.min(raw.large, payloadLimit);
        byte[] payload = wanted == 0 ? raw.payload : large(reader, raw.id, wanted);
        return message(raw, channel, capture, payload);
    }

    private boolean passes(Readers.Reader reader, Raw raw, Channel channel, String capture)
            throws SQLException, IOException {
        boolean asksPayload = Plan.asksPayload(filter);
        byte[] whole = raw.payload;
        if (asksPayload && raw.large > 0) {
            whole = large(reader, raw.id, Math.min(raw.large, LARGEST));
        } else if (asksPayload && raw.payload.length == payloadLimit) {
            whole = inline(reader, raw.id);
        }
        return filter.test(message(raw, channel, capture, whole));
    }

    private static Message message(Raw raw, Channel channel, String capture, byte[] payload) {
        return new Message(
                raw.id,
                capture,
                channel.talk.agent,
                raw.seq,
                raw.time,
                raw.mono,
                channel.talk.conversation,
                channel.direction,
                channel.kind,
                raw.length,
                payload,
                StoredDetails.read(raw.details));
    }

    private static byte[] inline(Readers.Reader reader, long id) throws SQLException {
        try (PreparedStatement statement =
                reader.connection.prepareStatement("SELECT payload FROM message WHERE id=?")) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getBytes(1) : EMPTY;
            }
        }
    }

    /** Where the payload lies in the payload file, in order. */
    static List<Extent> extents(Readers.Reader reader, long id) throws SQLException {
        List<Extent> extents = new ArrayList<>();
        String sql = "SELECT offset,length FROM extent WHERE id=? ORDER BY part";
        try (PreparedStatement statement = reader.connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    extents.add(new Extent(row.getLong(1), row.getLong(2)));
                }
            }
        }
        return extents;
    }

    private static byte[] large(Readers.Reader reader, long id, long wanted) throws SQLException, IOException {
        ByteBuffer payload = ByteBuffer.allocate((int) wanted);
        for (Extent extent : extents(reader, id)) {
            ByteBuffer slice = payload.slice();
            slice.limit((int) Math.min(extent.length(), slice.remaining()));
            long at = extent.offset();
            while (slice.hasRemaining()) {
                int read = reader.payloads().read(slice, at);
                if (read < 0) {
                    throw new IOException(reader.segment.payloads() + " ends before the payload of message " + id);
                }
                at += read;
            }
            payload.position(payload.position() + slice.limit());
        }
        return payload.array();
    }
}
