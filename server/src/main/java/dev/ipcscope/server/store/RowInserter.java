package dev.ipcscope.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows of ascending ids, many in a statement: a call into SQLite costs more than a row. Ids follow one another,
 * so that only the first of a statement is bound; so is a missing column of details.
 */
final class RowInserter implements AutoCloseable {
    private static final int MANY = 64;

    private final PreparedStatement[] plain;
    private final PreparedStatement[] detailed;
    private final int[] channels = new int[MANY];
    private final long[] times = new long[MANY];
    private final long[] monos = new long[MANY];
    private final long[] seqs = new long[MANY];
    private final long[] lengths = new long[MANY];
    private final byte[][] payloads = new byte[MANY][];
    private final long[] large = new long[MANY];
    private final byte[][] details = new byte[MANY][];
    private long firstId;
    private int waiting;
    private boolean anyDetails;

    @SuppressWarnings("NullAway") // slots are filled before they are read
    RowInserter(Connection connection) throws SQLException {
        plain = new PreparedStatement[] {prepare(connection, MANY, false), prepare(connection, 1, false)};
        detailed = new PreparedStatement[] {prepare(connection, MANY, true), prepare(connection, 1, true)};
    }

    private static PreparedStatement prepare(Connection connection, int rows, boolean details) throws SQLException {
        StringBuilder sql = new StringBuilder("INSERT INTO message VALUES");
        int parameter = 2;
        for (int i = 0; i < rows; i++) {
            sql.append(i == 0 ? "(?1" : ",(?1+" + i);
            for (int column = 0; column < (details ? 7 : 6); column++) {
                sql.append(",?").append(parameter++);
            }
            sql.append(details ? ")" : ",NULL)");
        }
        return connection.prepareStatement(sql.toString());
    }

    /** Adds a row; {@code payload} is null when {@code kept} bytes lie in the payload file. */
    void add(
            long id,
            int channel,
            long time,
            WireItemRow row,
            byte @Nullable [] payload,
            long kept,
            byte @Nullable [] detail)
            throws SQLException {
        if (waiting == 0) {
            firstId = id;
        }
        int i = waiting++;
        channels[i] = channel;
        times[i] = time;
        monos[i] = row.mono();
        seqs[i] = row.seq();
        lengths[i] = row.length();
        setArrays(i, payload, detail);
        large[i] = kept;
        anyDetails |= detail != null;
        if (waiting == MANY) {
            flush();
        }
    }

    /** The numbers of a row. */
    record WireItemRow(long mono, long seq, long length) {}

    @SuppressWarnings("NullAway") // null stands for none
    private void setArrays(int i, byte @Nullable [] payload, byte @Nullable [] detail) {
        payloads[i] = payload;
        details[i] = detail;
    }

    /** Hands all rows to SQLite. */
    void flush() throws SQLException {
        PreparedStatement[] statements = anyDetails ? detailed : plain;
        if (waiting == MANY) {
            execute(statements[0], 0, MANY);
        } else {
            for (int i = 0; i < waiting; i++) {
                execute(statements[1], i, i + 1);
            }
        }
        Arrays.fill(payloads, 0, waiting, null);
        Arrays.fill(details, 0, waiting, null);
        waiting = 0;
        anyDetails = false;
    }

    private void execute(PreparedStatement statement, int from, int to) throws SQLException {
        int at = 1;
        statement.setLong(at++, firstId + from);
        for (int i = from; i < to; i++) {
            statement.setInt(at++, channels[i]);
            statement.setLong(at++, times[i]);
            statement.setLong(at++, monos[i]);
            statement.setLong(at++, seqs[i]);
            statement.setLong(at++, lengths[i]);
            if (payloads[i] == null) {
                statement.setLong(at++, large[i]);
            } else {
                statement.setBytes(at++, payloads[i]);
            }
            if (anyDetails) {
                statement.setBytes(at++, details[i]);
            }
        }
        statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement[] statements : new PreparedStatement[][] {plain, detailed}) {
            for (PreparedStatement statement : statements) {
                statement.close();
            }
        }
    }
}
