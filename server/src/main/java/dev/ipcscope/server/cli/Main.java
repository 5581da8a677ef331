package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.AgentCommand;
import dev.ipcscope.agent.cli.AgentVersion;
import dev.ipcscope.agent.cli.Arguments;
import dev.ipcscope.agent.cli.CommandSetup;
import dev.ipcscope.agent.cli.Text;
import dev.ipcscope.agent.files.FileErrors;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar ipcscope.jar}. */
@Command(
        name = "ipcscope",
        mixinStandardHelpOptions = true,
        versionProvider = AgentVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what programs on this machine say to each other.",
        footer = {
            "",
            "Begin with:",
            "  java -jar ipcscope.jar serve --tap tcp:127.0.0.1:6380=127.0.0.1:6379",
            "and let the client use port 6380. 'COMMAND --help' explains each command.",
            "",
            "Exit codes: 0 done (also when nothing matches), 2 wrong usage or filter, 3 something around it is wrong."
        },
        subcommands = {
            ServeCommand.class,
            AgentCommand.class,
            TapCommand.class,
            ListCommand.class,
            TailCommand.class,
            QueryCommand.class,
            DoctorCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private static final String PROGRAM = "ipcscope";

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        CommandSetup.streams();
        System.exit(CommandSetup.canWorkHere(PROGRAM) ? run(Arguments.recover(args)) : CliException.ENVIRONMENT);
    }

    private static int run(String[] args) {
        CommandLine line = CommandSetup.of(new CommandLine(new Main()), PROGRAM);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        for (String filtering : List.of("query", "tail")) {
            FilterTerms.explainIn(Objects.requireNonNull(line.getSubcommands().get(filtering)));
        }
        line.setExecutionExceptionHandler((e, command, result) -> failed(e));
        return line.execute(args);
    }

    private static int failed(Exception e) {
        if (e instanceof BrokenPipeException) {
            return 0;
        }
        String name = CommandSetup.unnameable(e);
        boolean worded = e instanceof CliException || e instanceof CommandLine.PicocliException;
        String reason = e instanceof IOException io
                ? FileErrors.words(io)
                : worded && e.getMessage() != null ? e.getMessage() : e.toString();
        System.err.println(PROGRAM + ": " + Text.line(name == null ? reason : name));
        if (e instanceof CommandLine.ParameterException) {
            return CliException.USAGE;
        }
        return e instanceof CliException cli ? cli.code() : CliException.ENVIRONMENT;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }
}
