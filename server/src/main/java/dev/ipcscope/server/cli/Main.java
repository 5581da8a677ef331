package dev.ipcscope.server.cli;

import dev.ipcscope.agent.cli.AgentCommand;
import dev.ipcscope.agent.cli.AgentVersion;
import dev.ipcscope.agent.cli.Arguments;
import dev.ipcscope.server.page.Visible;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        // stdout and stderr are UTF-8 whatever the locale says
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.exit(run(Arguments.recover(args)));
    }

    private static int run(String[] args) {
        CommandLine line = new CommandLine(new Main());
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setExecutionExceptionHandler((e, command, result) -> failed(e));
        return line.execute(args);
    }

    private static int failed(Exception e) {
        if (e instanceof CommandLine.ParameterException) {
            System.err.println("ipcscope: " + Visible.line(String.valueOf(e.getMessage())));
            return CliException.USAGE;
        }
        if (e instanceof BrokenPipeException) {
            return 0;
        }
        if (e instanceof CliException cli) {
            System.err.println("ipcscope: " + Visible.line(String.valueOf(e.getMessage())));
            return cli.code();
        }
        String reason = e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
        System.err.println("ipcscope: " + Visible.line(reason));
        return CliException.ENVIRONMENT;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }
}
