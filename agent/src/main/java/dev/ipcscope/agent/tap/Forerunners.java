package dev.ipcscope.agent.tap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Lets what happened before a message be told before it. Of some things (a change of the clipboard) the system tells a
 * thread of ours, which on a busy machine comes to it after the program's next step was seen by another tap. So whoever
 * has seen a message has them looked after before it takes the message's time. Any thread.
 */
public final class Forerunners {

    private static final List<Runnable> ALL = new CopyOnWriteArrayList<>();

    private Forerunners() {}

    /**
     * Has somebody asked before each message.
     *
     * @param look tells what has happened and wasn't told; called by any thread, must not wait
     */
    public static void add(Runnable look) {
        ALL.add(look);
    }

    /** Asks nobody of this one any more. */
    public static void remove(Runnable look) {
        ALL.remove(look);
    }

    /**
     * A message was seen; to be called before its time is taken ({@link ConversationLog#now()}), so that what is told here
     * has an earlier one. Costs nothing while nobody is to be asked, else a system call.
     */
    public static void beforeMessage() {
        for (Runnable look : ALL) {
            look.run();
        }
    }
}
