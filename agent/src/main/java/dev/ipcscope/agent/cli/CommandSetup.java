package dev.ipcscope.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What all our command lines have in common: UTF-8 whatever the locale says, short errors, exit codes. */
public final class CommandSetup {

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** Something around the program is wrong. */
    public static final int ENVIRONMENT = 3;

    private CommandSetup() {}

    /** Makes stdout and stderr UTF-8. */
    public static void streams() {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    }

    /**
     * Sets a command line up.
     *
     * @param program begins each error
     */
    public static CommandLine of(CommandLine line, String program) {
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setUsageHelpWidth(100);
        line.registerConverter(Path.class, Path::of);
        line.setParameterExceptionHandler((e, args) -> usage(e, program));
        return line;
    }

    private static int usage(CommandLine.ParameterException e, String program) {
        String name = unnameable(e);
        if (name != null) {
            System.err.println(program + ": " + Text.line(name));
            return ENVIRONMENT;
        }
        System.err.println(program + ": " + Text.line(String.valueOf(e.getMessage())));
        System.err.println("'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' explains it");
        return USAGE;
    }

    /** Why a file can't be named here, when that is what went wrong. */
    public static @Nullable String unnameable(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPathException invalid
                    && invalid.getInput().chars().anyMatch(c -> c > 0x7e)) {
                return "Java can't open '" + invalid.getInput() + "' under this locale (it writes file names in "
                        + System.getProperty("sun.jnu.encoding")
                        + "): set LC_ALL=C.UTF-8, or use names of ASCII characters; taps in a --tap-file may have any name";
            }
        }
        return null;
    }

    /** Whether Java can work in this folder; says so on stderr when it can't. */
    public static boolean canWorkHere(String program) {
        try {
            var unused = Path.of(System.getProperty("user.dir"));
            return true;
        } catch (InvalidPathException e) {
            System.err.println(program + ": Java can't work in a folder whose name has characters beyond ASCII under"
                    + " this locale: set LC_ALL=C.UTF-8, or start it in another folder");
            return false;
        }
    }
}
