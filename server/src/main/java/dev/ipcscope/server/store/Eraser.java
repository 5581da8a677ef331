package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Deletes segments: whole captures, and the oldest beyond what the store may keep. The writer thread's. */
final class Eraser {
    private static final System.Logger LOG = System.getLogger(Eraser.class.getName());
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Catalog catalog;
    private final Readers readers;
    private final StoreLimits limits;
    private long retainedAt = System.nanoTime();

    Eraser(Catalog catalog, Readers readers, StoreLimits limits) {
        this.catalog = catalog;
        this.readers = readers;
        this.limits = limits;
    }

    /** Whether some time has passed since the limits were applied. */
    boolean isDue() {
        return System.nanoTime() - retainedAt >= EVERY_NANOS;
    }

    /** Erases a capture's segments; the live one is not among them. */
    void delete(LiveStore store, long capture) throws IOException {
        List<Segment> of =
                store.segments.stream().filter(s -> s.capture == capture).toList();
        catalog.delete(capture, of.stream().map(s -> s.firstId).toList());
        store.refreshCaptures();
        store.remove(of);
        for (Segment segment : of) {
            erase(segment);
        }
    }

    /** Deletes the oldest sealed segments until the store is within its limits; tries again later if that fails. */
    void retain(LiveStore store) {
        retainedAt = System.nanoTime();
        try {
            deleteOldest(store);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Old segments could not be deleted: " + e.getMessage(), e);
        }
    }

    private void deleteOldest(LiveStore store) throws IOException {
        long oldest = Intake.now() - limits.maxAge().toNanos();
        long total =
                store.segments.stream().mapToLong(s -> StoreFolder.size(s.file)).sum();
        List<Segment> candidates = new ArrayList<>(store.segments);
        candidates.remove(candidates.size() - 1);
        for (Segment segment : candidates) {
            boolean aged = writtenAt(segment) < oldest;
            if (!segment.sealed || !aged && total <= limits.maxBytes()) {
                return;
            }
            total -= StoreFolder.size(segment.file);
            catalog.retire(segment.capture, segment.firstId, segment.rows());
            store.refreshCaptures();
            store.remove(List.of(segment));
            erase(segment);
        }
    }

    /** By our own clock: an agent whose clock is wrong must not cost what was captured a moment ago. */
    private static long writtenAt(Segment segment) throws IOException {
        return Files.getLastModifiedTime(segment.file).to(TimeUnit.NANOSECONDS);
    }

    private void erase(Segment segment) throws IOException {
        readers.retire(segment);
        segment.files.lock();
        try {
            StoreFolder.erase(segment.file);
        } finally {
            segment.files.unlock();
        }
        catalog.erased(segment.firstId);
    }
}
