package dev.ipcscope.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** {@code java -jar ipcscope-agent.jar}. */
public final class Main {

    private static final int ENVIRONMENT = 3;

    private Main() {}

    /** Runs the agent and ends the process. */
    public static void main(String[] args) {
        // Whatever the locale is, the lines that scripts read are UTF-8.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.exit(line().execute(Arguments.recover(args)));
    }

    private static CommandLine line() {
        CommandLine line = new CommandLine(new AgentCommand());
        line.setCommandName("ipcscope-agent");
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setUsageHelpWidth(100);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof CommandLine.ParameterException usage) {
                return command.getParameterExceptionHandler().handleParseException(usage, args(parsed));
            }
            System.err.println("ipcscope-agent: " + Text.line(e.getMessage() == null ? e.toString() : e.getMessage()));
            return ENVIRONMENT;
        });
        return line;
    }

    private static String[] args(CommandLine.ParseResult parsed) {
        return parsed.originalArgs().toArray(new String[0]);
    }
}
