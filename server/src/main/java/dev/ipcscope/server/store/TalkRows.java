package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Conversations and channels in a segment's tables. */
final class TalkRows {
    private static final int COLUMNS = 24;
    static final String INSERT =
            "INSERT OR REPLACE INTO conversation VALUES(" + String.join(",", Collections.nCopies(COLUMNS, "?")) + ")";

    private TalkRows() {}

    static void write(PreparedStatement insert, Talk talk) throws SQLException {
        Conversation c = talk.conversation;
        insert.setLong(1, c.number());
        insert.setString(2, talk.spool.toString());
        insert.setLong(3, talk.spoolNumber);
        insert.setString(4, talk.agent);
        insert.setLong(5, talk.open ? 1 : 0);
        insert.setString(6, c.mechanism());
        insert.setString(7, c.endpoint());
        insert.setString(8, c.tap());
        insert.setLong(9, c.policy().ordinal());
        insert.setLong(10, c.opened());
        insert.setString(11, c.clientAddress());
        insert.setString(12, c.serverAddress());
        process(insert, 13, c.client());
        process(insert, 19, c.server());
        insert.executeUpdate();
    }

    private static void process(PreparedStatement insert, int at, ProcessInfo process) throws SQLException {
        Sqlite.set(insert, at, process.pid());
        Sqlite.set(insert, at + 1, process.tid());
        insert.setString(at + 2, process.name());
        insert.setString(at + 3, process.path());
        insert.setString(at + 4, process.command());
        insert.setString(at + 5, process.user());
    }

    private static Talk read(ResultSet row) throws SQLException {
        Conversation conversation = new Conversation(
                row.getLong(1),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Policy.values()[row.getInt(9)],
                row.getLong(10),
                process(row, 13),
                process(row, 19),
                row.getString(11),
                row.getString(12));
        Talk talk = new Talk(UUID.fromString(row.getString(2)), row.getLong(3), row.getString(4), conversation);
        talk.open = row.getInt(5) != 0;
        return talk;
    }

    private static ProcessInfo process(ResultSet row, int at) throws SQLException {
        ProcessInfo process = new ProcessInfo(
                Sqlite.getLong(row, at),
                Sqlite.getLong(row, at + 1),
                row.getString(at + 2),
                row.getString(at + 3),
                row.getString(at + 4),
                row.getString(at + 5));
        return process.equals(ProcessInfo.UNKNOWN) ? ProcessInfo.UNKNOWN : process;
    }

    /** All conversations of a segment by the store's number. */
    static Map<Long, Talk> talks(Connection connection) throws SQLException {
        Map<Long, Talk> talks = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM conversation")) {
            while (row.next()) {
                Talk talk = read(row);
                talks.put(talk.number(), talk);
            }
        }
        return talks;
    }

    /** So many conversations of a segment at most, newest first. */
    static List<Talk> newest(Connection connection, int most) throws SQLException {
        return read(connection, "ORDER BY number DESC LIMIT " + most);
    }

    /** Those of a segment that have a number up to this one. */
    static List<Talk> upTo(Connection connection, long number) throws SQLException {
        return read(connection, "WHERE number<=" + number);
    }

    private static List<Talk> read(Connection connection, String which) throws SQLException {
        List<Talk> talks = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM conversation " + which)) {
            while (row.next()) {
                talks.add(read(row));
            }
        }
        return talks;
    }

    /** All channels of a segment, without their sums. */
    static Dictionary channels(Connection connection, Map<Long, Talk> talks) throws SQLException {
        Dictionary dictionary = new Dictionary();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT number,conversation,direction,kind FROM channel ORDER BY number")) {
            while (row.next()) {
                Talk talk = talks.get(row.getLong(2));
                if (talk == null || row.getInt(1) != dictionary.size()) {
                    throw new SQLException("the table of channels is damaged at " + row.getInt(1));
                }
                dictionary.add(new Channel(row.getInt(1), talk, Direction.of(row.getInt(3)), Kind.of(row.getInt(4))));
            }
        }
        return dictionary;
    }
}
