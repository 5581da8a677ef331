package dev.ipcscope.server.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The store as its writer thread sees it: the live segment, the ones before it, and what becomes of them. Methods are
 * for the writer thread, except those that are said to be for all.
 */
final class LiveStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveStore.class.getName());
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final StoreFolder folder;
    private final StoreLimits limits;
    final Catalog catalog;
    final Readers readers;
    private final Sealer sealer = new Sealer();
    private final Eraser eraser;
    private volatile Intake intake = new Intake();
    private @Nullable LiveSegment live;
    private long failedAt;

    volatile List<Segment> segments = List.of();
    volatile List<Recording> captures = List.of();
    volatile Map<Long, String> names = Map.of();
    volatile Map<UUID, Long> lastSeqs = Map.of();
    volatile boolean paused;
    volatile long skipped;
    volatile long lastCommit;
    volatile String error = "";

    LiveStore(StoreFolder folder, StoreLimits limits) throws IOException {
        this.folder = folder;
        this.limits = limits;
        readers = new Readers(number -> intake.known(number), () -> segments);
        this.catalog = new Catalog(folder);
        this.eraser = new Eraser(catalog, readers, limits);
        try {
            open();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open() throws IOException {
        new Opening(folder, catalog).removeGone();
        List<Segment> found = new Opening(folder, catalog).segments();
        if (catalog.captures().isEmpty()) {
            catalog.add("", Intake.now(), found.isEmpty() ? 1 : found.get(found.size() - 1).lastId + 1);
        }
        refreshCaptures();
        segments = List.copyOf(found);
        if (found.isEmpty()) {
            rotate(liveCapture().number(), Math.max(1, liveCapture().firstId()));
        } else {
            reopen();
            Segment last = segments.get(segments.size() - 1);
            if (last.capture != liveCapture().number()) {
                moveOn(liveCapture().number());
            }
        }
        for (Segment segment : segments.subList(0, segments.size() - 1)) {
            if (!segment.sealed) {
                sealer.seal(segment);
            }
        }
        eraser.retain(this);
    }

    Recording liveCapture() {
        return captures.get(captures.size() - 1);
    }

    void refreshCaptures() throws IOException {
        List<Recording> all = catalog.captures();
        Map<Long, String> byNumber = new HashMap<>();
        all.forEach(c -> byNumber.put(c.number(), c.name()));
        captures = List.copyOf(all);
        names = Map.copyOf(byNumber);
    }

    /** For all: committed. */
    long lastSeq(UUID spool) {
        return Math.max(0, lastSeqs.getOrDefault(spool, 0L));
    }

    /** For all: committed; {@link Batch.Progress#NONE} for a spool of which nothing is. */
    Map<UUID, Long> lastSeqs() {
        return lastSeqs;
    }

    /** Reads the state of the last segment from its file: at the start, and after a failure. */
    private void reopen() throws IOException {
        Segment last = segments.get(segments.size() - 1);
        Segment fresh = SegmentFiles.open(last.file);
        if (fresh == null) {
            throw new IOException(last.file + " has lost its contents; move it away to go on without it");
        }
        try {
            Connection connection = LiveSegment.connect(last.file);
            Recovered recovered = SegmentFiles.recover(fresh, connection);
            SegmentFiles.trim(fresh, connection);
            fresh.dictionary = recovered.dictionary();
            live = LiveSegment.resume(fresh, recovered.dictionary(), connection);
            Intake anew = new Intake(recovered);
            anew.remember(endedBefore());
            anew.paused = intake.paused;
            anew.skipped = skipped;
            intake = anew;
            readers.forgetDictionaries();
            lastSeqs = Map.copyOf(recovered.spools());
        } catch (SQLException e) {
            throw Sqlite.failure(last.file, e);
        }
        List<Segment> all = new ArrayList<>(segments);
        all.set(all.size() - 1, fresh);
        segments = List.copyOf(all);
        readers.retire(last);
    }

    /** Conversations of the segments before the last, newest first. What isn't in the last one any more has ended. */
    private List<Talk> endedBefore() throws IOException {
        List<Talk> ended = new ArrayList<>();
        for (int i = segments.size() - 2; i >= 0 && ended.size() < SpoolState.KEPT_ENDED; i--) {
            ended.addAll(SegmentFiles.talks(segments.get(i)));
        }
        return ended;
    }

    private LiveSegment live() throws IOException {
        if (live == null) {
            if (System.nanoTime() - failedAt < RETRY_NANOS) {
                throw new IOException(error);
            }
            failedAt = System.nanoTime();
            reopen();
        }
        return java.util.Objects.requireNonNull(live);
    }

    /** Stores batches in one commit: all of them or none. */
    void write(List<Writer.Arrived> batches) throws IOException {
        change(segment -> {
            for (Writer.Arrived batch : batches) {
                intake.apply(batch.spool(), batch.agent(), batch.batch(), segment);
            }
            return batches;
        });
        if (live().isFull(limits) && (!intake.hasUnfinished() || isOverfull())) {
            next(liveCapture().number());
        }
    }

    private boolean isOverfull() throws IOException {
        return StoreFolder.size(live().segment.file) > 2 * (limits.segmentBytes() + limits.payloadBytes());
    }

    /** What is to be written into the live segment. */
    interface Change<T> {
        T apply(LiveSegment segment) throws SQLException, IOException;
    }

    /** Applies and commits; after a failure the state is read from the file before anything else is written. */
    <T> T change(Change<T> change) throws IOException {
        LiveSegment segment;
        try {
            segment = live();
        } catch (IOException e) {
            error = String.valueOf(e.getMessage());
            throw e;
        }
        try {
            T result = change.apply(segment);
            segment.commit(intake.lastTalk());
            lastCommit = Intake.now();
            lastSeqs = Map.copyOf(intake.lastSeqs());
            skipped = intake.skipped;
            error = "";
            return result;
        } catch (SQLException e) {
            throw abandon(segment, Sqlite.failure(segment.segment.file, e));
        } catch (IOException | RuntimeException | Error e) {
            throw abandon(segment, e instanceof IOException io ? io : new IOException(e.toString(), e));
        }
    }

    private IOException abandon(LiveSegment segment, IOException failure) {
        error = String.valueOf(failure.getMessage());
        failedAt = System.nanoTime();
        live = null;
        try {
            segment.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    Intake intake() {
        return intake;
    }

    /** Begins the next segment; a failure leaves the live one in use. */
    private void next(long capture) {
        try {
            rotate(capture, intake.lastId() + 1);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "No new segment can be begun: " + e.getMessage(), e);
        }
    }

    /** From here on messages go into another capture. */
    void moveOn(long capture) throws IOException {
        LiveSegment segment = live();
        if (segment.segment.rows() > 0) {
            rotate(capture, intake.lastId() + 1);
            return;
        }
        try {
            segment.moveTo(capture);
        } catch (SQLException e) {
            throw abandon(segment, Sqlite.failure(segment.segment.file, e));
        }
    }

    private void rotate(long capture, long firstId) throws IOException {
        LiveSegment before = live;
        List<CarriedMemory.Row> memories = CarriedMemory.of(before, intake.open(), readers);
        LiveSegment fresh;
        try {
            fresh = LiveSegment.create(folder, catalog.id(), firstId, capture);
            try {
                fresh.carryOver(intake.lastSeqs(), intake.open(), memories);
                fresh.commit(intake.lastTalk());
            } catch (SQLException | IOException | RuntimeException e) {
                fresh.close();
                StoreFolder.erase(fresh.segment.file);
                throw e;
            }
        } catch (SQLException e) {
            throw Sqlite.failure(folder.segment(firstId), e);
        }
        live = fresh;
        if (before == null) {
            intake = new Intake(new Recovered(fresh.segment, fresh.dictionary, List.of(), Map.of(), intake.lastTalk()));
        }
        intake.turnOver(fresh.segment.lastId);
        List<Segment> all = new ArrayList<>(segments);
        all.add(fresh.segment);
        segments = List.copyOf(all);
        if (before != null) {
            before.close();
            sealer.seal(before.segment);
        }
    }

    /** Takes segments out of sight. */
    void remove(List<Segment> removed) {
        Set<Segment> gone = new HashSet<>(removed);
        segments = segments.stream().filter(s -> !gone.contains(s)).toList();
    }

    Eraser eraser() {
        return eraser;
    }

    /** After each commit, and about once a second when nothing else is to be done. */
    void tick() {
        LiveSegment segment = live;
        if (segment != null && segment.isOld(limits) && !intake.hasUnfinished()) {
            next(liveCapture().number());
        }
        if (sealer.hasSealed() || eraser.isDue()) {
            eraser.retain(this);
        }
    }

    @Override
    public void close() throws IOException {
        try (catalog;
                sealer) {
            if (live != null) {
                live.close();
            }
        }
    }
}
