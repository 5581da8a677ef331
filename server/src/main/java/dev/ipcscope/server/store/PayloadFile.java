package dev.ipcscope.server.store;

import com.sun.nio.file.ExtendedOpenOption;
import dev.ipcscope.agent.linux.Scheduling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The large payloads of the live segment: append-only, on the disk before the rows that refer to them are committed.
 * Bytes after the last committed reference mean nothing.
 *
 * <p>What is appended is gathered in one buffer while the one before is written on a thread of its own, past the page
 * cache where the file system allows (O_DIRECT of open(2)). Such writes begin and end at a block's bounds, so after
 * each {@link #force} the next payload begins at the next block.
 */
final class PayloadFile implements AutoCloseable {
    /** Larger payloads lie in the file, others in the row. */
    static final int INLINE = 16 << 10;

    private static final int STAGE = 4 << 20;
    /** In memory, buffers begin at a multiple of this; file systems with larger blocks go through the page cache. */
    private static final int ALIGNMENT = 64 << 10;

    private final Path path;
    private final FileChannel file;
    private final boolean direct;
    private final int block;
    private @Nullable ByteBuffer stage;
    private @Nullable ByteBuffer spare;
    /** Where the first byte of the stage will lie. */
    private long start;

    private boolean dirty;
    private @Nullable Future<ByteBuffer> writing;
    private final ExecutorService disk = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(Scheduling.givingWay(work), "store-payloads");
        made.setDaemon(true);
        return made;
    });

    PayloadFile(Path path) throws IOException {
        this.path = path;
        int blockSize = blockSize(path);
        FileChannel opened = blockSize > 0 && ALIGNMENT % blockSize == 0 ? openDirect(path) : null;
        direct = opened != null;
        block = direct ? blockSize : 1;
        file = opened != null ? opened : FileChannel.open(path, StandardOpenOption.WRITE);
        start = (file.size() + block - 1) / block * block;
    }

    /** 0 when it isn't known, as of a file in a chroot without a mount point. */
    private static int blockSize(Path path) {
        try {
            return (int) Math.min(Integer.MAX_VALUE, Files.getFileStore(path).getBlockSize());
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }

    private static @Nullable FileChannel openDirect(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);
        } catch (IOException | UnsupportedOperationException e) {
            return null; // the file system has no such way: whatever else is wrong shows in the usual one
        }
    }

    /** Where the next bytes will lie. */
    long end() {
        ByteBuffer filling = stage;
        return filling == null ? start : start + filling.position();
    }

    /** Appends a copy of what lies between position and limit, which stay as they are. */
    void append(ByteBuffer bytes) throws IOException {
        int done = 0;
        while (done < bytes.remaining()) {
            ByteBuffer filling = stage();
            int n = Math.min(filling.remaining(), bytes.remaining() - done);
            filling.put(filling.position(), bytes, bytes.position() + done, n).position(filling.position() + n);
            done += n;
            dirty = true;
            if (!filling.hasRemaining()) {
                writeBehind(filling);
            }
        }
    }

    private ByteBuffer stage() {
        ByteBuffer present = stage;
        if (present == null) {
            present = spare != null
                    ? spare
                    : ByteBuffer.allocateDirect(STAGE + ALIGNMENT).alignedSlice(ALIGNMENT);
            spare = null;
            stage = present.clear().limit(STAGE);
        }
        return present;
    }

    private void writeBehind(ByteBuffer full) throws IOException {
        awaitWriting();
        long at = start;
        start += full.position();
        stage = null;
        writing = disk.submit(() -> {
            try {
                write(full, at);
                if (!direct) {
                    file.force(false); // else the disk would begin only when everything has to be there
                }
                return full;
            } catch (IOException e) {
                throw named(e);
            }
        });
    }

    private void write(ByteBuffer full, long at) throws IOException {
        full.flip();
        while (full.hasRemaining()) {
            at += file.write(full, at);
        }
    }

    private void awaitWriting() throws IOException {
        Future<ByteBuffer> running = writing;
        if (running == null) {
            return;
        }
        writing = null;
        try {
            spare = running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while payloads were written", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(String.valueOf(e.getCause()), e);
        }
    }

    /** Everything appended is on the disk when this returns. */
    void force() throws IOException {
        if (!dirty) {
            return;
        }
        ByteBuffer rest = stage;
        if (rest != null && rest.position() > 0) {
            while (rest.position() % block != 0) {
                rest.put((byte) 0);
            }
            writeBehind(rest);
        }
        awaitWriting();
        try {
            file.force(false);
        } catch (IOException e) {
            throw named(e);
        }
        dirty = false;
    }

    private IOException named(IOException e) {
        return new IOException(
                path + ": " + e.getMessage() + "; free some space on that disk or let retention keep less", e);
    }

    @Override
    public void close() throws IOException {
        disk.shutdown();
        try (file) {
            if (!disk.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IOException("payloads are still being written after a minute; the disk may hang");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
