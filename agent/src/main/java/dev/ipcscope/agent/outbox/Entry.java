package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a tap wants recorded.
 *
 * @param length bytes that the program sent
 * @param bytes holds {@code kept} bytes from {@code position} on
 * @param details encoded, or null for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Entry(
        Kind kind,
        Direction direction,
        long mono,
        long length,
        @Nullable ByteBuffer bytes,
        int position,
        int kept,
        byte @Nullable [] details) {

    int detailsSize() {
        return details == null ? 0 : details.length;
    }
}
