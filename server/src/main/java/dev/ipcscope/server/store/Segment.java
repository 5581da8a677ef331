package dev.ipcscope.server.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What readers know about one segment. Its writer changes it, readers see what is committed. */
final class Segment {
    final Path file;
    final long firstId;
    volatile long capture;

    /** The last committed id; less than the first when it is empty. */
    volatile long lastId;

    /** Unix ns of the last committed message; 0 when it is empty. */
    volatile long lastTime;

    volatile boolean sealed;
    volatile boolean gone;

    /** Held while the sealer or the eraser works on the files. */
    final java.util.concurrent.locks.ReentrantLock files = new java.util.concurrent.locks.ReentrantLock();

    /** Whether payloads lie in a file of their own: SQL can't look into those. */
    volatile boolean large;

    volatile Zones zones = new Zones();

    /** Of the live segment; that of a sealed one is read when it is needed. */
    volatile @Nullable Dictionary dictionary;

    Segment(Path file, long firstId, long capture) {
        this.file = file;
        this.firstId = firstId;
        this.capture = capture;
        this.lastId = firstId - 1;
    }

    long rows() {
        return lastId - firstId + 1;
    }

    Path payloads() {
        return StoreFolder.payloads(file);
    }
}
