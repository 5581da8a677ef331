package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.AgentLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Which logger says how much in the server; where logs go is as in the agent. */
final class Logs {

    // held, since java.util.logging forgets the level of a logger that nobody refers to
    private static final Logger OURS = Logger.getLogger("dev.ipcscope");
    private static final List<Logger> THEIRS =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("io.javalin"));

    private Logs() {}

    static void start(@Nullable Path file, boolean verbose) throws IOException {
        AgentLog.start(file, true);
        OURS.setLevel(verbose ? Level.FINE : Level.INFO);
        THEIRS.forEach(logger -> logger.setLevel(Level.WARNING));
    }
}
