package dev.ipcscope.agent.mechanism.fifo;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.Poll;
import dev.ipcscope.agent.linux.RawFile;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Sink;
import java.nio.ByteBuffer;

/** Writes into the real FIFO, waiting while it is full. */
final class FifoSink implements Sink {
    private static final int TICK_MILLIS = 100;

    private final RawFile out;
    private final FifoTap tap;

    FifoSink(RawFile out, FifoTap tap) {
        this.out = out;
        this.tap = tap;
    }

    @Override
    public void write(Chunk chunk) throws ErrnoException {
        ByteBuffer bytes = chunk.bytes();
        ByteBuffer direct = bytes.isDirect()
                ? bytes
                : ByteBuffer.allocateDirect(bytes.remaining())
                        .put(bytes.duplicate())
                        .flip();
        while (direct.hasRemaining()) {
            try {
                out.write(direct);
            } catch (ErrnoException e) {
                if (e.errno() != ErrnoException.EAGAIN || tap.isClosed()) {
                    throw e;
                }
                Poll.await(out.fd(), Poll.OUT, TICK_MILLIS);
            }
        }
    }

    @Override
    public void finish() {
        out.close();
    }
}
