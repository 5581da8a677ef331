package dev.ipcscope.agent.mechanism;

import java.io.IOException;
import java.util.List;

/** A mechanism whose taps change something that outlives this process, and can take it back after a crash. */
public interface Undoing {

    /**
     * Takes back what taps of processes that have ended left behind; what those of running agents did stays, and what
     * others have changed since.
     *
     * @return a sentence for each thing that was done or couldn't be; empty when nothing was left
     * @throws IOException when what was left can't be found out
     */
    List<String> undo() throws IOException;
}
