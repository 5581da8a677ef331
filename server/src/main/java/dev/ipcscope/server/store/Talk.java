package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A conversation under the store's number. The writer changes it, readers see it as it was a moment ago. */
final class Talk {
    private static final int KINDS = Kind.values().length;

    final UUID spool;
    final long spoolNumber;
    volatile String agent;
    volatile Conversation conversation;
    volatile boolean open = true;

    /** The writer's: its last snapshot of a whole memory; 0 when that isn't known. */
    long keyFrame;

    /** The writer's: snapshots left out since the pause began. */
    long skippedSnapshots;

    /** The writer's: its channels in the segment of this first id, by direction and kind. */
    private @Nullable Channel[] slots = new Channel[0];

    private long slotsOf;

    Talk(UUID spool, long spoolNumber, String agent, Conversation conversation) {
        this.spool = spool;
        this.spoolNumber = spoolNumber;
        this.agent = agent;
        this.conversation = conversation;
    }

    long number() {
        return conversation.number();
    }

    /** Its channel in the segment that begins with {@code segment}, if it has one there. */
    @Nullable
    Channel channel(long segment, Direction direction, Kind kind) {
        return slotsOf == segment && slots.length > 0 ? slots[direction.ordinal() * KINDS + kind.ordinal()] : null;
    }

    void channel(long segment, Channel channel) {
        if (slotsOf != segment || slots.length == 0) {
            slots = new Channel[Direction.values().length * KINDS];
            slotsOf = segment;
        }
        slots[channel.direction.ordinal() * KINDS + channel.kind.ordinal()] = channel;
    }

    /** Whether its row is in the segment that begins with {@code segment}. */
    boolean isIn(long segment) {
        return slotsOf == segment;
    }

    void nowIn(long segment) {
        if (slotsOf != segment) {
            slots = new Channel[0];
            slotsOf = segment;
        }
    }
}
