package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The large payloads of the live segment: append-only, forced before the rows that refer to them are committed. Bytes
 * after the last committed reference mean nothing.
 */
final class PayloadFile implements AutoCloseable {
    /** Larger payloads lie in the file, others in the row. */
    static final int INLINE = 16 << 10;

    private static final int GATHER = 1 << 20;
    /** After so many bytes the disk begins to write while more is appended. */
    private static final int BEHIND = 8 << 20;

    private final FileChannel file;
    private final List<ByteBuffer> waiting = new ArrayList<>();
    private int waitingBytes;
    private long end;
    private boolean dirty;
    private int behind;
    private @Nullable Future<?> forcing;
    private final ExecutorService forcer = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "store-forcer");
        made.setDaemon(true);
        return made;
    });

    PayloadFile(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.WRITE);
        end = file.size();
        file.position(end);
    }

    /** Where the next bytes will lie. */
    long end() {
        return end;
    }

    /** Appends; the array must stay as it is until {@link #force}. */
    void append(byte[] bytes) throws IOException {
        waiting.add(ByteBuffer.wrap(bytes));
        waitingBytes += bytes.length;
        end += bytes.length;
        dirty = true;
        if (waitingBytes >= GATHER) {
            flush();
        }
    }

    private void flush() throws IOException {
        ByteBuffer[] buffers = waiting.toArray(new ByteBuffer[0]);
        behind += waitingBytes;
        while (waitingBytes > 0) {
            waitingBytes -= (int) file.write(buffers);
        }
        waiting.clear();
        if (behind >= BEHIND && (forcing == null || forcing.isDone())) {
            awaitForcing();
            behind = 0;
            forcing = forcer.submit(() -> {
                file.force(false);
                return file;
            });
        }
    }

    /** The kernel tells an error of writing once: whoever heard of it must pass it on. */
    private void awaitForcing() throws IOException {
        Future<?> running = forcing;
        if (running == null) {
            return;
        }
        forcing = null;
        try {
            running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while payloads were written", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    /** Everything appended is on the disk when this returns. */
    void force() throws IOException {
        if (dirty) {
            flush();
            awaitForcing();
            file.force(false);
            dirty = false;
            behind = 0;
        }
    }

    @Override
    public void close() throws IOException {
        waiting.clear();
        forcer.shutdown();
        file.close();
    }
}
