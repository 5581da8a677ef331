package dev.ipcscope.agent.mechanism;

import java.io.IOException;

/** A mechanism whose endpoints say what they offer. */
public interface Offering {

    /**
     * What an endpoint offers; may take a second.
     *
     * @param endpoint its name as discovery gives it
     * @throws IOException when there is no such endpoint or it doesn't say; the message names it
     */
    Offer offer(String endpoint) throws IOException;
}
