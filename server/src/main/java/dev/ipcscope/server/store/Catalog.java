package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What concerns more than one segment: the store's identity, its captures, and which segments are to be gone. Small, in
 * a file of its own, each change committed at once. Guarded by itself.
 */
final class Catalog implements AutoCloseable {
    private final StoreFolder folder;
    private final Connection connection;
    private final UUID id;

    Catalog(StoreFolder folder) throws IOException {
        this.folder = folder;
        refuseNewer(folder);
        StoreFolder.make(folder.catalog());
        try {
            connection = Sqlite.writer(folder.catalog(), "synchronous=FULL", "secure_delete=ON");
            Sqlite.run(
                    connection,
                    "PRAGMA user_version=" + Sqlite.VERSION,
                    "CREATE TABLE IF NOT EXISTS store(id TEXT NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS capture(number INTEGER PRIMARY KEY AUTOINCREMENT,"
                            + " name TEXT NOT NULL UNIQUE, started INTEGER NOT NULL, first_id INTEGER NOT NULL,"
                            + " removed INTEGER NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS gone(segment INTEGER PRIMARY KEY)");
            id = identity();
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }

    /** Looks without writing, so that a newer store stays as it is. */
    private static void refuseNewer(StoreFolder folder) throws IOException {
        if (!Files.exists(folder.catalog())) {
            return;
        }
        try (Connection look = Sqlite.reader(folder.catalog())) {
            long version = Sqlite.number(look, "PRAGMA user_version");
            if (version > Sqlite.VERSION) {
                throw new IOException(folder.path + " was written by a newer ipcscope (store version " + version
                        + ", this one knows " + Sqlite.VERSION + "); start that one or use another data folder");
            }
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }

    private UUID identity() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM store")) {
            if (row.next()) {
                return UUID.fromString(row.getString(1));
            }
        }
        UUID fresh = UUID.randomUUID();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO store VALUES(?)")) {
            insert.setString(1, fresh.toString());
            insert.executeUpdate();
        }
        return fresh;
    }

    UUID id() {
        return id;
    }

    synchronized List<Recording> captures() throws IOException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT number,name,started,first_id,removed FROM capture ORDER BY number")) {
            List<Recording> found = new ArrayList<>();
            while (row.next()) {
                found.add(new Recording(
                        row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5)));
            }
            return found;
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }

    /** Adds a capture; an empty name becomes {@code capture N}. */
    synchronized void add(String name, long started, long firstId) throws IOException {
        try {
            long next = Sqlite.number(connection, "SELECT seq+1 FROM sqlite_sequence WHERE name='capture'");
            change(
                    "INSERT INTO capture(name,started,first_id,removed) VALUES(?,?,?,0)",
                    name.isEmpty() ? "capture " + Math.max(1, next) : name,
                    started,
                    firstId);
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }

    synchronized void rename(long number, String name) throws IOException {
        change("UPDATE capture SET name=? WHERE number=?", name, number);
    }

    /** The capture and its segments are gone, whatever happens before their files are. */
    synchronized void delete(long number, List<Long> segments) throws IOException {
        transaction(() -> {
            change("DELETE FROM capture WHERE number=?", number);
            for (long segment : segments) {
                change("INSERT OR IGNORE INTO gone VALUES(?)", segment);
            }
        });
    }

    /** Retention takes one segment with so many messages away from its capture. */
    synchronized void retire(long number, long segment, long messages) throws IOException {
        transaction(() -> {
            change("UPDATE capture SET removed=removed+? WHERE number=?", messages, number);
            change("INSERT OR IGNORE INTO gone VALUES(?)", segment);
        });
    }

    /** First ids of segments whose files are to be erased. */
    synchronized Set<Long> gone() throws IOException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT segment FROM gone")) {
            Set<Long> found = new HashSet<>();
            while (row.next()) {
                found.add(row.getLong(1));
            }
            return found;
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }

    /** The segment's files are erased. */
    synchronized void erased(long segment) throws IOException {
        change("DELETE FROM gone WHERE segment=?", segment);
    }

    private interface Change {
        void run() throws IOException;
    }

    private void transaction(Change changes) throws IOException {
        try {
            Sqlite.run(connection, "BEGIN IMMEDIATE");
            try {
                changes.run();
                Sqlite.run(connection, "COMMIT");
            } catch (IOException | SQLException e) {
                Sqlite.run(connection, "ROLLBACK");
                throw e;
            }
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }

    private void change(String sql, Object... values) throws IOException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Sqlite.failure(folder.catalog(), e);
        }
    }
}
