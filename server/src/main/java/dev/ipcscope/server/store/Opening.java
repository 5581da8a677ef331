package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts the folder in order when a store is opened, whatever moment the last server ended at. */
record Opening(StoreFolder folder, Catalog catalog) {

    /** Erases what was to be erased, and files that belong to nothing. */
    void removeGone() throws IOException {
        for (long segment : catalog.gone()) {
            StoreFolder.erase(folder.segment(segment));
            catalog.erased(segment);
        }
        folder.removeOrphans();
    }

    /** The segments, oldest first; all but the last have their dictionary if they are not sealed yet. */
    List<Segment> segments() throws IOException {
        Set<Long> captures = new HashSet<>();
        catalog.captures().forEach(c -> captures.add(c.number()));
        List<Segment> found = new ArrayList<>();
        for (Path file : folder.segments()) {
            Segment segment = SegmentFiles.open(file);
            if (segment == null) {
                // It was being begun: its first commit, without which nothing is in it, never came.
                StoreFolder.erase(file);
            } else if (!captures.contains(segment.capture)) {
                throw new IOException(file + " belongs to capture " + segment.capture
                        + ", which the catalog doesn't know; move the file away to go on without it");
            } else {
                found.add(segment);
            }
        }
        for (Segment segment : found.subList(0, Math.max(0, found.size() - 1))) {
            if (!segment.sealed) {
                recover(segment);
            }
        }
        return found;
    }

    private static void recover(Segment segment) throws IOException {
        try (Connection connection = Sqlite.writer(segment.file)) {
            segment.dictionary = SegmentFiles.recover(segment, connection).dictionary();
        } catch (SQLException e) {
            throw Sqlite.failure(segment.file, e);
        }
    }
}
