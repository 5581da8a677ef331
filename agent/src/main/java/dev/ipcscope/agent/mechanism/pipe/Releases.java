package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.win32.PipeEnd;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to the server that are over: its ends of them will listen in a moment. Any number of threads tell, one
 * waits.
 */
final class Releases {

    private final List<PipeEnd> ends = new ArrayList<>(); // guarded by this

    /** One is over. */
    synchronized void add(PipeEnd end) {
        ends.add(end);
        notifyAll();
    }

    /**
     * Those since the last call, waiting so long for the first. Object.wait, since it makes Windows' clock tick each
     * millisecond while it waits; parking doesn't, and would last up to 16 ms.
     *
     * @param millis 0 for not at all
     */
    synchronized List<PipeEnd> await(long millis) {
        if (millis > 0 && ends.isEmpty()) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        List<PipeEnd> all = List.copyOf(ends);
        ends.clear();
        return all;
    }
}
