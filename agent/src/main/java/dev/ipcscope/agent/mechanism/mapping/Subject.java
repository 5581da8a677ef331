package dev.ipcscope.agent.mechanism.mapping;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tap watches: a name that means a memory, now and then another one, or none. */
interface Subject {

    /** As a person writes it. */
    String name();

    /**
     * Opens the memory for reading.
     *
     * @throws dev.ipcscope.agent.tap.TapWaitingException when the name means none now
     * @throws IOException naming it, the error in words and number, and what to do
     */
    Memory open() throws IOException;

    /** What the name means now, compared with a memory that was opened by it. */
    Meaning meaning(Memory opened) throws IOException;

    /** What a name can mean. */
    enum Meaning {
        SAME,
        OTHER,
        NOTHING
    }

    /** Why the conversation ends when the name has come to mean nothing: two or three words. */
    String gone();

    /** The same for the tap's state, with what happens next. */
    String goneNote();

    /**
     * The processes that have the memory open; null when that can't be told now. May be slow. Any thread.
     *
     * @param interval how long the caller has rested since it asked before; an answer may be as old
     */
    @Nullable
    List<Holder> holders(Duration interval) throws IOException;
}
