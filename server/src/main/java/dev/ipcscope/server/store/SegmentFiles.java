package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads segments from their files when the store is opened. */
final class SegmentFiles {

    private SegmentFiles() {}

    /** What is known of a segment at a glance; null when it was never begun (no commit). Recovers its log. */
    static @Nullable Segment open(Path file) throws IOException {
        try (Connection connection = Sqlite.writer(file)) {
            if (Sqlite.number(connection, "SELECT count(*) FROM sqlite_master WHERE name='segment'") == 0) {
                return null;
            }
            long version = Sqlite.number(connection, "PRAGMA user_version");
            if (version > Sqlite.VERSION) {
                throw new IOException(file + " was written by a newer ipcscope (store version " + version + ")");
            }
            Segment segment = new Segment(
                    file,
                    Sqlite.number(connection, "SELECT first_id FROM segment"),
                    Sqlite.number(connection, "SELECT capture FROM segment"));
            segment.sealed = Sqlite.number(connection, "SELECT sealed FROM segment") != 0;
            segment.lastId = Math.max(segment.lastId, Sqlite.number(connection, "SELECT max(id) FROM message"));
            segment.lastTime = Sqlite.number(connection, "SELECT time FROM message ORDER BY id DESC LIMIT 1");
            segment.large = Sqlite.number(connection, "SELECT count(*) FROM (SELECT 1 FROM extent LIMIT 1)") > 0;
            if (segment.sealed) {
                segment.zones = Zones.sealed(zones(connection));
            }
            return segment;
        } catch (SQLException e) {
            throw Sqlite.failure(file, e);
        }
    }

    private static long[] zones(Connection connection) throws SQLException {
        long[] bounds = new long[(int) Sqlite.number(connection, "SELECT count(*) FROM zone") * 4];
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT time_from,time_to,length_from,length_to FROM zone ORDER BY number")) {
            for (int at = 0; row.next() && at < bounds.length; at += 4) {
                for (int i = 0; i < 4; i++) {
                    bounds[at + i] = row.getLong(i + 1);
                }
            }
        }
        return bounds;
    }

    /** Everything of an unsealed segment, from its rows. */
    static Recovered recover(Segment segment, Connection connection) throws SQLException {
        Map<Long, Talk> talks = TalkRows.talks(connection);
        Dictionary dictionary = TalkRows.channels(connection, talks);
        Zones zones = new Zones();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id,channel,time,length FROM message ORDER BY id")) {
            while (row.next()) {
                Channel channel = dictionary.get(row.getInt(2));
                channel.count(row.getLong(1), row.getLong(3), row.getLong(4));
                zones.add(channel.number, row.getLong(3), row.getLong(4));
            }
        }
        lost(connection, dictionary);
        zones.publish();
        segment.zones = zones;
        for (int i = 0; i < dictionary.size(); i++) {
            Channel channel = dictionary.get(i);
            channel.talk.channel(segment.firstId, channel);
        }
        talks.values().forEach(t -> t.nowIn(segment.firstId));
        long lastConversation = Sqlite.number(connection, "SELECT last_conversation FROM counter");
        return new Recovered(segment, dictionary, talks.values(), spools(connection), lastConversation);
    }

    private static void lost(Connection connection, Dictionary dictionary) throws SQLException {
        String sql = "SELECT channel,details FROM message WHERE details IS NOT NULL AND channel IN"
                + " (SELECT number FROM channel WHERE kind=" + dev.ipcscope.agent.model.Kind.GAP.ordinal() + ")";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                var gap = StoredDetails.read(row.getBytes(2)).gap();
                Long count = gap == null ? null : gap.count();
                dictionary.get(row.getInt(1)).lost += count == null ? 0 : count;
            }
        }
    }

    static Map<UUID, Long> spools(Connection connection) throws SQLException {
        Map<UUID, Long> spools = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT spool,seq FROM spool")) {
            while (row.next()) {
                spools.put(UUID.fromString(row.getString(1)), row.getLong(2));
            }
        }
        return spools;
    }

    /** The newest conversations of a segment, newest first. */
    static List<Talk> talks(Segment segment) throws IOException {
        try (Connection connection = Sqlite.reader(segment.file)) {
            return TalkRows.newest(connection, SpoolState.KEPT_ENDED);
        } catch (SQLException e) {
            throw Sqlite.failure(segment.file, e);
        }
    }

    /** Cuts off payload bytes that no row refers to, to give their room back. */
    static void trim(Segment segment, Connection connection) throws SQLException, IOException {
        long end = Sqlite.number(connection, "SELECT max(offset+length) FROM extent");
        try (FileChannel file = FileChannel.open(segment.payloads(), StandardOpenOption.WRITE)) {
            if (file.size() > end) {
                file.truncate(end);
            }
        }
    }

    /** The channels of a sealed segment, of these conversations, with their sums. */
    static Dictionary dictionary(Connection connection, Map<Long, Talk> talks) throws SQLException {
        Dictionary dictionary = TalkRows.channels(connection, talks);
        String sql = "SELECT channel,messages,bytes,lost,first_id,last_id,first_time,last_time FROM channel_sum";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                Channel channel = dictionary.get(row.getInt(1));
                channel.messages = row.getLong(2);
                channel.bytes = row.getLong(3);
                channel.lost = row.getLong(4);
                channel.firstId = row.getLong(5);
                channel.lastId = row.getLong(6);
                channel.firstTime = row.getLong(7);
                channel.lastTime = row.getLong(8);
            }
        }
        return dictionary;
    }
}
