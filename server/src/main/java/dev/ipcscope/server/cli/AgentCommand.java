package dev.ipcscope.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code agent}: the agent's own command line. */
@Command(name = "agent", description = "Runs an agent alone, for a server elsewhere.")
final class AgentCommand implements Callable<Integer> {

    @Override
    public Integer call() throws CliException {
        throw new CliException(CliException.USAGE, "not here yet");
    }
}
