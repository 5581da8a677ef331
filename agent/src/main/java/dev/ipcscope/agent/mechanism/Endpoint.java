package dev.ipcscope.agent.mechanism;

import dev.ipcscope.agent.model.ProcessInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rendezvous that was found.
 *
 * @param mechanism the mechanism's id
 * @param name in the mechanism's own notation: {@code 127.0.0.1:5432}, {@code /run/x.sock}
 * @param kind what it is within its mechanism, for example {@code stream listening}; may be empty
 * @param processes who holds it, as far as could be seen
 * @param suggestion a tap spec that would tap it, or null when it can't be tapped
 * @param reason why it can't be tapped, or empty
 */
public record Endpoint(
        String mechanism,
        String name,
        String kind,
        List<ProcessInfo> processes,
        @Nullable String suggestion,
        String reason) {

    /** Copies the list. */
    public Endpoint {
        processes = List.copyOf(processes);
    }
}
