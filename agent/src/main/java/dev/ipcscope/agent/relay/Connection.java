package dev.ipcscope.agent.relay;

import java.io.IOException;

/** One of the two connections of a relay: towards the client or towards the server. */
public interface Connection extends Source, Sink, AutoCloseable {

    /**
     * Breaks it off so that the other end notices that it wasn't an orderly end (TCP: a reset), as far as the mechanism
     * can say that. Unblocks {@code read} and {@code write}. From any thread, any number of times.
     */
    void abort();

    /** Makes reads return {@link Source#END} from now on, also one that is waiting. From any thread. */
    void stopReading();

    /**
     * After a write to it has failed: true while its other end only receives no more and may go on sending to
     * {@code writer}, which is still there. Nothing more is taken from {@code writer} then, and its other end learns of
     * that by its next write.
     */
    default boolean endedReceivingOnly(Connection writer) {
        return false;
    }

    /**
     * After a write to it has failed so: true when its other end had ended its sending in an orderly way before it broke
     * off, which whoever wrote shall learn in this order, too. False, where it can't be known.
     */
    default boolean endedSendingFirst(IOException failure) {
        return false;
    }

    /**
     * After its end was read: runs this once, in any thread, when its other end breaks off or is gone altogether, which
     * nothing but a write would tell otherwise. Not for what this end did itself. Never, where it can't be known.
     */
    default void onBreak(Runnable action) {}

    /** Waits until its other end has received what was written, at most so long without progress. */
    default void awaitReceipt(long millis) {}

    /** Orderly and final. From any thread, any number of times. */
    @Override
    void close();
}
