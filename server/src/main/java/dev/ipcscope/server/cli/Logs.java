package dev.ipcscope.server.cli;

import dev.ipcscope.server.page.Visible;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Logs go to stderr and, if asked for, to a rotating file of five times 10 MB. */
final class Logs {

    private static final int FILE_BYTES = 10 << 20;
    private static final int FILES = 4;

    // held, since java.util.logging forgets the level of a logger that nobody refers to
    private static final Logger OURS = Logger.getLogger("dev.ipcscope");
    private static final List<Logger> THEIRS =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("io.javalin"));

    private Logs() {}

    static void start(@Nullable Path file, boolean verbose) throws IOException {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        OURS.setLevel(verbose ? Level.FINE : Level.INFO);
        THEIRS.forEach(logger -> logger.setLevel(Level.WARNING));
        add(root, new ConsoleHandler());
        if (file != null) {
            add(root, new RotatingFile(file, FILE_BYTES, FILES));
        }
    }

    private static void add(Logger root, Handler handler) throws IOException {
        handler.setEncoding(StandardCharsets.UTF_8.name());
        handler.setFormatter(new OneLine());
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
    }

    /** Time, level, message; the trace of an error below it. */
    private static final class OneLine extends Formatter {

        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                        "uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                .withZone(ZoneId.systemDefault());

        @Override
        public String format(LogRecord entry) {
            StringBuilder line = new StringBuilder(TIME.format(entry.getInstant()))
                    .append(' ')
                    .append(entry.getLevel().getName())
                    .append(' ')
                    .append(escaped(formatMessage(entry)))
                    .append('\n');
            if (entry.getThrown() != null) {
                StringWriter trace = new StringWriter();
                entry.getThrown().printStackTrace(new PrintWriter(trace));
                line.append(trace);
            }
            return line.toString();
        }

        /** Names of endpoints and processes may carry terminal escapes. */
        private static String escaped(String message) {
            return Visible.line(message);
        }
    }
}
