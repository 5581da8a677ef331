package dev.ipcscope.server.store;

import dev.ipcscope.server.filter.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens databases and says in words what went wrong. */
final class Sqlite {
    /** Raised with each change that an older version can't read; in {@code PRAGMA user_version} of every file. */
    static final int VERSION = 1;

    private Sqlite() {}

    /** A connection that writes. One thread at a time. */
    static Connection writer(Path file, String... pragmas) throws SQLException {
        Properties properties = new Properties();
        // Asking for the key after each insert costs a third of the speed.
        properties.setProperty("jdbc.get_generated_keys", "false");
        return open(file, properties, pragmas);
    }

    /** A connection that only reads. One thread at a time. */
    static Connection reader(Path file) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("open_mode", "1");
        properties.setProperty("jdbc.get_generated_keys", "false");
        return open(file, properties, "mmap_size=2147418112", "cache_size=-2048", "temp_store=MEMORY");
    }

    private static Connection open(Path file, Properties properties, String... pragmas) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=10000");
            for (String pragma : pragmas) {
                statement.execute("PRAGMA " + pragma);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    static void bind(PreparedStatement statement, Sql sql) throws SQLException {
        int at = 1;
        for (Object value : sql.parameters()) {
            if (value instanceof byte[] bytes) {
                statement.setBytes(at++, bytes);
            } else if (value instanceof String text) {
                statement.setString(at++, text);
            } else {
                statement.setLong(at++, (Long) value);
            }
        }
    }

    static void set(PreparedStatement statement, int at, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(at, java.sql.Types.INTEGER);
        } else {
            statement.setLong(at, value);
        }
    }

    static @Nullable Long getLong(ResultSet row, int at) throws SQLException {
        long value = row.getLong(at);
        return row.wasNull() ? null : value;
    }

    /** Names the file, the error and what can be done. */
    static IOException failure(Path file, SQLException e) {
        int code = e.getErrorCode() & 0xff;
        String hint = switch (code) {
            case 13 -> "; free some space on that disk or let retention keep less";
            case 8, 14, 3 -> "; check who may write there";
            case 11, 26 -> "; the file is damaged: move it away to go on without it";
            default -> "";
        };
        return new IOException(file + ": " + e.getMessage() + " (SQLite error " + e.getErrorCode() + ")" + hint, e);
    }
}
