package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The large payloads of the live segment: append-only, forced before the rows that refer to them are committed. Bytes
 * after the last committed reference mean nothing.
 */
final class PayloadFile implements AutoCloseable {
    /** Larger payloads lie in the file, others in the row. */
    static final int INLINE = 16 << 10;

    private static final int GATHER = 1 << 20;

    private final FileChannel file;
    private final List<ByteBuffer> waiting = new ArrayList<>();
    private int waitingBytes;
    private long end;
    private boolean dirty;

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
        while (waitingBytes > 0) {
            waitingBytes -= (int) file.write(buffers);
        }
        waiting.clear();
    }

    /** Everything appended is on the disk when this returns. */
    void force() throws IOException {
        if (dirty) {
            flush();
            file.force(false);
            dirty = false;
        }
    }

    @Override
    public void close() throws IOException {
        waiting.clear();
        file.close();
    }
}
