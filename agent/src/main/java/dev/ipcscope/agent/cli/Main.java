package dev.ipcscope.agent.cli;

import dev.ipcscope.agent.files.FileErrors;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;

/** {@code java -jar ipcscope-agent.jar}. */
public final class Main {

    private static final String PROGRAM = "ipcscope-agent";

    private Main() {}

    /** Runs the agent and ends the process. */
    public static void main(String[] args) {
        CommandSetup.streams();
        if (!CommandSetup.canWorkHere(PROGRAM)) {
            System.exit(CommandSetup.ENVIRONMENT);
        }
        String[] all = Arguments.recover(args);
        boolean undo = all.length > 0 && all[0].equals(UndoCommand.NAME);
        System.exit(
                undo
                        ? line(new UndoCommand(), PROGRAM + " " + UndoCommand.NAME)
                                .execute(Arrays.copyOfRange(all, 1, all.length))
                        : line(new AgentCommand(), PROGRAM).execute(all));
    }

    private static CommandLine line(Object command, String commandName) {
        CommandLine line = CommandSetup.of(new CommandLine(command), PROGRAM);
        line.setCommandName(commandName);
        line.setExecutionExceptionHandler((e, failed, parsed) -> {
            if (e instanceof CommandLine.ParameterException usage) {
                return failed.getParameterExceptionHandler()
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
