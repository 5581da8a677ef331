package dev.ipcscope.server.ingest;

import dev.ipcscope.agent.wire.Protocol;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a request's body and counts its bytes, since the framework doesn't. */
final class BoundedBody {

    private static final int FIRST = 64 << 10;
    private static final long DRAINED = 8L * Protocol.MAX_BATCH;

    private BoundedBody() {}

    /**
     * The whole body.
     *
     * @param announced the Content-Length, or -1
     * @throws IngestException 400 when there is more than {@link Protocol#MAX_BATCH}
     */
    static ByteBuffer read(InputStream in, long announced) throws IOException, IngestException {
        if (announced > Protocol.MAX_BATCH) {
            drain(in);
            throw tooLarge();
        }
        byte[] bytes = new byte[announced >= 0 ? (int) announced : FIRST];
        int size = 0;
        while (true) {
            if (size == bytes.length) {
                int more = in.read();
                if (more < 0) {
                    return ByteBuffer.wrap(bytes, 0, size);
                }
                if (size >= Protocol.MAX_BATCH) {
                    throw tooLarge();
                }
                bytes = java.util.Arrays.copyOf(bytes, Math.min(Protocol.MAX_BATCH, Math.max(FIRST, size * 2)));
                bytes[size++] = (byte) more;
                continue;
            }
            int n = in.read(bytes, size, bytes.length - size);
            if (n < 0) {
                if (announced >= 0) {
                    throw new EOFException("the batch ends after " + size + " of " + announced + " bytes");
                }
                return ByteBuffer.wrap(bytes, 0, size);
            }
            size += n;
        }
    }

    /** Who sends a few times too much hears the reason; a connection that is cut while it sends would hide it. */
    private static void drain(InputStream in) throws IOException {
        byte[] away = new byte[FIRST];
        long rest = DRAINED;
        while (rest > 0) {
            int n = in.read(away);
            if (n < 0) {
                return;
            }
            rest -= n;
        }
    }

    private static IngestException tooLarge() {
        return new IngestException(400, "a batch holds at most " + Protocol.MAX_BATCH + " bytes");
    }
}
