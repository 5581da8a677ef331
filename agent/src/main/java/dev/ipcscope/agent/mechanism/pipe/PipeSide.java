package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Sink;
import dev.ipcscope.agent.relay.Source;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** One side of a relay as the shared pump sees it: whole messages, or what a stream has to give. */
final class PipeSide implements Source, Sink {

    /** {@link #hangUp()} while the other end is there, or when this side was closed by ourselves. */
    static final int NONE = 0;

    /** Larger messages aren't relayed, as one message needs one piece of memory. */
    private static final int MAX_MESSAGE = 256 << 20;

    private final PipeEnd end;
    private volatile int hangUp = NONE;

    PipeSide(PipeEnd end) {
        this.end = end;
    }

    @Override
    public int read(Chunk chunk) throws IOException {
        try {
            var room = chunk.space();
            int length = end.read(room);
            while (end.partial()) {
                int whole = Math.addExact(length, end.leftOfMessage());
                if (whole > MAX_MESSAGE) {
                    throw new IOException(
                            end.name() + ": a message of " + whole + " bytes is more than the relay can hold");
                }
                length += end.read(chunk.space(whole));
            }
            return length;
        } catch (ClosedChannelException e) {
            return END;
        } catch (OutOfMemoryError e) {
            throw new IOException(end.name() + ": no memory for a message of this size: " + e.getMessage(), e);
        } catch (Win32Exception e) {
            if (!e.isHangUp()) {
                throw e;
            }
            hangUp = e.code();
            return END;
        }
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        end.write(chunk.bytes());
    }

    @Override
    public void finish() {
        end.close();
    }

    /** How the other end hung up, {@link #NONE} if it didn't. */
    int hangUp() {
        return hangUp;
    }

    PipeEnd end() {
        return end;
    }
}
