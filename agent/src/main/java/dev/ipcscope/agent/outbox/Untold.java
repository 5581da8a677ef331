package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Details;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * By a spool's identity: what is lost before its beginning and has to be told to the server. What segments say about it
 * is told again after each start; a server that knows the identity takes no notice. Safe for threads.
 */
final class Untold {

    private final Map<UUID, Details.Gap> gaps = new ConcurrentHashMap<>();

    /** What these segments say. */
    Untold(List<Segment> segments) {
        for (Segment segment : segments) {
            if (segment.lostBefore != 0) {
                gaps.putIfAbsent(segment.spool, damaged(segment.lostBefore));
            }
        }
    }

    private static Details.Gap damaged(long count) {
        return new Details.Gap(
                count == Segment.UNKNOWN ? null : count,
                "what was in the agent's spool before these messages is damaged or gone");
    }

    /** The end of the identity before this one is damaged. */
    void afterDamage(UUID id) {
        gaps.put(id, damaged(Segment.UNKNOWN));
    }

    /** The server has more of the identity before this one than the spool. */
    void renewed(UUID id) {
        gaps.put(
                id,
                new Details.Gap(
                        null,
                        "the server has messages of this agent that its spool had lost; what it lost besides isn't known"));
    }

    Details.@Nullable Gap get(UUID id) {
        return gaps.get(id);
    }

    /** The server knows. */
    void told(UUID id) {
        gaps.remove(id);
    }
}
