package dev.ipcscope.server.store;

import dev.ipcscope.agent.linux.Scheduling;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Seals segments that are no longer written: index, sums, zones, and the log written back. On a thread of low priority;
 * each segment is a file of its own, so that the writer is not held up.
 */
final class Sealer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Sealer.class.getName());

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(Scheduling.givingWay(work), "store-sealer");
        made.setDaemon(true);
        made.setPriority(Thread.MIN_PRIORITY);
        return made;
    });

    private final AtomicBoolean sealed = new AtomicBoolean();

    /** Whether a segment was sealed since this was last asked. */
    boolean hasSealed() {
        return sealed.getAndSet(false);
    }

    /** Seals a segment later; it is readable all the time. */
    void seal(Segment segment) {
        thread.execute(() -> {
            segment.files.lock();
            try {
                if (!segment.gone && !segment.sealed) {
                    sealNow(segment);
                    sealed.set(true);
                }
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "Could not seal " + segment.file + ", it stays without index", e);
            } finally {
                segment.files.unlock();
            }
        });
    }

    private static void sealNow(Segment segment) throws IOException {
        try (Connection connection = Sqlite.writer(segment.file, "cache_size=-16384", "temp_store=MEMORY")) {
            Dictionary dictionary = segment.dictionary;
            if (dictionary == null) {
                dictionary = SegmentFiles.recover(segment, connection).dictionary();
            }
            Zones.View zones = segment.zones.view();
            connection.setAutoCommit(false);
            Sqlite.run(connection, Schema.SEAL);
            sums(connection, dictionary);
            zones(connection, zones);
            Sqlite.run(connection, "UPDATE segment SET sealed=1");
            connection.commit();
            connection.setAutoCommit(true);
            segment.zones = Zones.sealed(zones.bounds());
            segment.sealed = true;
            segment.dictionary = null;
            Sqlite.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw Sqlite.failure(segment.file, e);
        }
    }

    private static void sums(Connection connection, Dictionary dictionary) throws SQLException {
        String sql = "INSERT OR REPLACE INTO channel_sum VALUES(?,?,?,?,?,?,?,?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < dictionary.size(); i++) {
                Channel channel = dictionary.get(i);
                insert.setLong(1, channel.number);
                insert.setLong(2, channel.messages);
                insert.setLong(3, channel.bytes);
                insert.setLong(4, channel.lost);
                insert.setLong(5, channel.firstId);
                insert.setLong(6, channel.lastId);
                insert.setLong(7, channel.firstTime);
                insert.setLong(8, channel.lastTime);
                insert.executeUpdate();
            }
        }
    }

    private static void zones(Connection connection, Zones.View zones) throws SQLException {
        try (PreparedStatement zone = connection.prepareStatement("INSERT OR REPLACE INTO zone VALUES(?,?,?,?,?)");
                PreparedStatement tally =
                        connection.prepareStatement("INSERT OR REPLACE INTO zone_channel VALUES(?,?,?)")) {
            List<int[]> counts = zones.counts();
            for (int i = 0; i < zones.size(); i++) {
                zone.setLong(1, i);
                for (int k = 0; k < 4; k++) {
                    zone.setLong(2 + k, zones.bounds()[i * 4 + k]);
                }
                zone.executeUpdate();
                int[] pairs = counts.get(i);
                for (int k = 0; k < pairs.length; k += 2) {
                    tally.setLong(1, i);
                    tally.setLong(2, pairs[k]);
                    tally.setLong(3, pairs[k + 1]);
                    tally.executeUpdate();
                }
            }
        }
    }

    /** Waits up to a minute for what is under way. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(60, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "A segment is still being sealed; that goes on at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
