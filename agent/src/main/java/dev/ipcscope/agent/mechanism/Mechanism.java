package dev.ipcscope.agent.mechanism;

import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapWaitingException;
import java.io.IOException;
import java.util.List;

/**
 * One way in which processes talk: how to find it and tap it. Found by {@link java.util.ServiceLoader}
 * ({@code @AutoService(Mechanism.class)}); the constructor must do no I/O and load no native code.
 */
public interface Mechanism {

    /** The prefix of tap specs and the name in filters: stored, stable, lower case. */
    String id();

    /** What a person reads: {@code Unix socket}. */
    String title();

    /** Hue slot 1 to 12 of the UI's palette. */
    int hue();

    /** The family that the UI marks by shape. */
    Shape shape();

    /** Whether it works on this machine: yes, or no with the reason a person can act on. */
    Support support();

    /**
     * Checks a spec's form without opening anything and returns it in canonical form (a short pipe name made whole, …).
     * Options that are common to all mechanisms are checked by the caller.
     *
     * @throws TapSpecException with the column of what is wrong
     */
    TapSpec check(TapSpec spec) throws TapSpecException;

    /**
     * Opens a tap; it is running when this returns. Threads it starts are daemons.
     *
     * @throws TapWaitingException when it can't be opened yet; the caller tries again
     * @throws IOException when it can't be opened; the message names the object, the error in words and number, and
     *     what to do
     */
    Tap open(TapSpec spec, Recorder recorder) throws IOException;

    /** What could be tapped on this machine now; may take a second. Only asked where {@link #support} says it works. */
    default List<Endpoint> discover() throws IOException {
        return List.of();
    }

    /** The families of mechanisms and their marks. */
    enum Shape {
        /** ■ a stream of bytes. */
        STREAM,
        /** ● single messages. */
        DATAGRAM,
        /** ◆ shared memory. */
        MEMORY,
        /** ▲ calls. */
        CALL
    }
}
