package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.wire.DetailsCodec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Details as they lie in the store. */
final class StoredDetails {

    private StoredDetails() {}

    /** What can't be read becomes an attribute that says so: a reader never fails on a stored row. */
    static Details read(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Details.NONE;
        }
        try {
            return DetailsCodec.decode(bytes);
        } catch (RuntimeException e) {
            return Details.of(Map.of("unreadable", String.valueOf(e.getMessage())));
        }
    }

    static byte @Nullable [] write(Details details) {
        return DetailsCodec.encode(details);
    }
}
