package dev.ipcscope.agent.mechanism;

import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A mechanism whose first relayed conversations would be slower than later ones, since Java loads what they need when it
 * is first used: within tens of milliseconds, in which a program writes on to a server that is gone.
 */
public interface Rehearsing {

    /**
     * Relays a few short conversations between sockets or files of its own, as taps will those of programs: also such that
     * break off. Called once a process, before the first tap is opened, on a thread that is interrupted when it takes too
     * long. Leaves nothing behind.
     *
     * @throws IOException when it came to nothing, which does no harm
     */
    void rehearse(Stage stage) throws IOException;

    /** What a rehearsal has at hand. */
    interface Stage {

        /** Where a tap of this spec may record: what comes there is thrown away. */
        Recorder recorder(TapSpec spec);

        /** An empty folder, deleted afterwards. */
        Path folder();
    }
}
