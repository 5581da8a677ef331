package dev.ipcscope.agent.cli;

import dev.ipcscope.agent.files.FileErrors;
import java.io.IOException;
import picocli.CommandLine;

/** {@code java -jar ipcscope-agent.jar}. */
public final class Main {

    private static final String PROGRAM = "ipcscope-agent";

    private Main() {}

    /** Runs the agent and ends the process. */
    public static void main(String[] args) {
        CommandSetup.streams();
        System.exit(
                CommandSetup.canWorkHere(PROGRAM) ? line().execute(Arguments.recover(args)) : CommandSetup.ENVIRONMENT);
    }

    private static CommandLine line() {
        CommandLine line = CommandSetup.of(new CommandLine(new AgentCommand()), PROGRAM);
        line.setCommandName(PROGRAM);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof CommandLine.ParameterException usage) {
                return command.getParameterExceptionHandler()
                        .handleParseException(usage, parsed.originalArgs().toArray(new String[0]));
            }
            String name = CommandSetup.unnameable(e);
            String reason = e instanceof IOException io
                    ? FileErrors.words(io)
                    : e.getMessage() == null ? e.toString() : e.getMessage();
            System.err.println(PROGRAM + ": " + Text.line(name == null ? reason : name));
            return CommandSetup.ENVIRONMENT;
        });
        return line;
    }
}
