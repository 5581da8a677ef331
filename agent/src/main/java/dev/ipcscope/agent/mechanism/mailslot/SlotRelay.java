package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.relay.Buffers;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.Lane;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.win32.MailslotReader;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.BooleanSupplier;

/**
 * One way of a conversation: reads the front and writes into the real mailslot until that one's reader is gone or the
 * tap closes. One thread runs it.
 */
final class SlotRelay {

    /** More than a message may have under Wine, whose read cuts without a word; Windows says when it is too small. */
    private static final int ROOM = Buffers.LARGE;

    private static final long LOOK_NANOS = 500_000_000;

    /** Writers may go on writing while what they wrote is taken out. */
    private static final long GIVE_UP_NANOS = 500_000_000;

    private final MailslotReader front;
    private final SlotWriter real;
    private final ConversationLog log;
    private final Lane lane;
    private final Runnable messageCame;
    private long looked = System.nanoTime();

    SlotRelay(MailslotReader front, SlotWriter real, Direction direction, Flow flow, Runnable messageCame) {
        this.front = front;
        this.real = real;
        this.log = flow.log();
        this.lane = new Lane(direction, real, flow);
        this.messageCame = messageCame;
    }

    /**
     * Relays; what had arrived when it was stopped is still passed on.
     *
     * @return true when the real mailslot's reader is gone, false when stopped
     * @throws IOException when the front can't be read any more
     */
    boolean run(BooleanSupplier stopped) throws IOException {
        if (!relay(stopped)) {
            return false;
        }
        giveUp(Win32Exception.FILE_NOT_FOUND, "its reader is gone");
        return true;
    }

    private boolean relay(BooleanSupplier stopped) throws IOException {
        boolean draining = false;
        try (Chunk chunk = new Chunk(Buffers.shared())) {
            while (true) {
                if (!draining && stopped.getAsBoolean()) {
                    front.stopWaiting();
                    draining = true;
                }
                if (!read(chunk)) {
                    if (draining) {
                        return false;
                    }
                    if (isGone()) {
                        return true;
                    }
                } else if (!pass(chunk)) {
                    return true;
                }
            }
        } catch (ClosedChannelException e) {
            return false;
        }
    }

    /**
     * Takes out of the front what can't be delivered any more, and records how much that was: its writers were told that
     * it is on its way. From any thread, also while {@link #run} waits in a write.
     */
    void giveUp(int code, String why) {
        long messages = 0;
        long bytes = 0;
        long deadline = System.nanoTime() + GIVE_UP_NANOS;
        try (Chunk chunk = new Chunk(Buffers.shared())) {
            front.stopWaiting();
            while (System.nanoTime() < deadline && read(chunk)) {
                messages++;
                bytes += chunk.bytes().remaining();
                chunk.recycle();
            }
        } catch (IOException e) {
            // The front is closed: whoever did that has counted.
        }
        if (messages > 0) {
            String what = messages == 1 ? "a message of " : messages + " messages of together ";
            String text = what + bytes + " bytes couldn't be delivered to " + real.name() + ": " + why;
            log.error(lane.direction(), code, text);
        }
    }

    /** Bytes that went through. From any thread. */
    long bytes() {
        return lane.bytes();
    }

    private boolean read(Chunk chunk) throws IOException {
        int room = ROOM;
        while (true) {
            try {
                chunk.space();
                front.read(chunk.space(room));
                chunk.filledNow();
                return true;
            } catch (Win32Exception e) {
                if (e.code() == Win32Exception.SEM_TIMEOUT) {
                    return false;
                }
                int next = e.code() == Win32Exception.INSUFFICIENT_BUFFER ? front.next() : -1;
                if (next <= room) {
                    throw e;
                }
                room = next;
            }
        }
    }

    private boolean isGone() {
        real.rest();
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) {
            return false;
        }
        looked = now;
        return !real.isThere();
    }

    /** False when the real mailslot's reader is gone. */
    private boolean pass(Chunk chunk) {
        int length = chunk.bytes().remaining();
        try {
            lane.pass(chunk);
            messageCame.run();
            return true;
        } catch (SlotWriter.GoneException e) {
            failed(length, Win32Exception.FILE_NOT_FOUND, e);
            return false;
        } catch (Win32Exception e) {
            failed(length, e.code(), e);
            return true;
        } catch (IOException e) {
            failed(length, 0, e);
            return true;
        } finally {
            chunk.recycle();
        }
    }

    private void failed(int length, int code, IOException e) {
        String what = "a message of " + length + " bytes couldn't be delivered: " + e.getMessage();
        log.error(lane.direction(), code, what);
    }
}
