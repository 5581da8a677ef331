package dev.ipcscope.agent.mechanism;

import java.io.IOException;
import java.util.List;

/** A mechanism that can ask another machine what could be tapped there. */
public interface RemoteDiscovery {

    /**
     * What that machine says it serves; may take some seconds.
     *
     * @param host a name or an address, with {@code :PORT} behind it when it isn't asked at the usual port
     * @throws IOException when it doesn't answer; the message names it
     */
    List<Endpoint> discover(String host) throws IOException;
}
