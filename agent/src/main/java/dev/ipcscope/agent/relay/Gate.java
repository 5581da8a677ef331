package dev.ipcscope.agent.relay;

import dev.ipcscope.agent.model.Direction;
import java.io.IOException;

/**
 * Decides about each chunk on its way: lets it pass, holds it (by waiting), changes it ({@link Chunk#replace}), drops it
 * or writes others to the sink before it. While no gate stands in the {@link GateSlot} a chunk costs one volatile read.
 */
public interface Gate {

    /**
     * Called in the thread of the direction, before the chunk is recorded or written.
     *
     * @return false to drop the chunk: it is neither written nor recorded by the lane
     */
    boolean pass(Direction direction, Chunk chunk, Sink sink) throws IOException;
}
