package dev.ipcscope.agent.mechanism.fifo;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Sink;

/** In place of the real FIFO while nobody has it open for reading. */
final class NobodyReads implements Sink {

    @Override
    public void write(Chunk chunk) throws ErrnoException {
        throw new ErrnoException("nobody reads", ErrnoException.EPIPE);
    }

    @Override
    public void finish() {
        // nothing to tell anybody
    }
}
