package dev.ipcscope.agent.mechanism.mapping;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A piece of memory that is open for looking at. One thread. */
interface Memory extends AutoCloseable {

    /** How many bytes it has now, at most {@link Integer#MAX_VALUE}. */
    long length() throws IOException;

    /** Fills the buffer from this offset on; fewer bytes only where the memory ends. */
    void read(long at, ByteBuffer into) throws IOException;

    /** Whether its bytes from this offset on may differ from these; a quick look that may be wrong in one way only. */
    default boolean mayDiffer(long at, ByteBuffer known) {
        return true;
    }

    /** Whether it can be looked at just now. */
    default boolean isThere() {
        return true;
    }

    /** Whether {@link Subject#meaning} may put another memory in its place: a look before that is the last at this one. */
    default boolean mayBeReplaced() {
        return false;
    }

    /**
     * A look is over; the next one may be long in coming.
     *
     * @param changed whether it found something new
     */
    default void rest(boolean changed) {}

    @Override
    void close();
}
