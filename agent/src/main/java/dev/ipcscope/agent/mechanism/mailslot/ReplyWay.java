package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.win32.MailslotReader;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way back of a conversation: what the server writes into the reply's front goes into the client's own mailslot. The
 * front is there while the client's mailslot is, which may come and go many times in one conversation. One thread.
 */
final class ReplyWay implements Runnable {

    private static final long LOOK_NANOS = 100_000_000;

    private final MailslotPair pair;
    private final Flow flow;
    private final BooleanSupplier over;
    private volatile @Nullable MailslotReader front;
    private volatile @Nullable SlotRelay relay;
    private volatile String note = "";
    private volatile long bytes;

    ReplyWay(MailslotPair pair, Flow flow, BooleanSupplier over) {
        this.pair = pair;
        this.flow = flow;
        this.over = over;
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            try (SlotWriter client = new SlotWriter(pair)) {
                if (client.isThere()) {
                    relay(client);
                } else {
                    note = "there is no mailslot " + pair.real() + " for replies yet";
                }
            } catch (IOException e) {
                note = String.valueOf(e.getMessage());
            }
            if (!over.getAsBoolean()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private void relay(SlotWriter client) throws IOException {
        try (MailslotReader made = MailslotSession.front(pair, 0)) {
            front = made;
            note = "";
            SlotRelay present = new SlotRelay(made, client, Direction.SERVER_TO_CLIENT, flow, () -> {});
            relay = present;
            try {
                present.run(over);
            } finally {
                count(present.bytes());
            }
        } finally {
            front = null;
            relay = null;
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    private void count(long more) {
        bytes += more;
    }

    String note() {
        return note;
    }

    /** Bytes that went this way in the lives of the client's mailslot that are over. */
    long bytes() {
        return bytes;
    }

    /** Removes the front although a write still waits. */
    void abandon() {
        SlotRelay waiting = relay;
        if (waiting != null) {
            waiting.giveUp(0, MailslotSession.UNREAD);
        }
        MailslotReader present = front;
        if (present != null) {
            present.close();
        }
    }
}
