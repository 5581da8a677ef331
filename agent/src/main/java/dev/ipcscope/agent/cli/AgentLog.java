package dev.ipcscope.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
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
public final class AgentLog {

    private static final int FILE_BYTES = 10 << 20;
    private static final int FILES = 4;

    private AgentLog() {}

    /**
     * Takes over this process's logging.
     *
     * @param file logged to as well, or null
     * @param traces whether the whole trace of an error is logged
     */
    public static void start(@Nullable Path file, boolean traces) throws IOException {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        add(root, new ConsoleHandler(), traces);
        if (file != null) {
            add(root, new LogFile(file, FILE_BYTES, FILES), traces);
        }
    }

    private static void add(Logger root, Handler handler, boolean traces) throws IOException {
        handler.setEncoding(StandardCharsets.UTF_8.name());
        handler.setFormatter(new OneLine(traces));
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
    }

    /** Time, level, message, and what was thrown; names of endpoints and processes may carry terminal escapes. */
    private static final class OneLine extends Formatter {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                        "uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                .withZone(ZoneId.systemDefault());

        private final boolean traces;

        OneLine(boolean traces) {
            this.traces = traces;
        }

        @Override
        public String format(LogRecord entry) {
            StringBuilder line = new StringBuilder(TIME.format(entry.getInstant()))
                    .append(' ')
                    .append(entry.getLevel().getName())
                    .append(' ')
                    .append(Text.line(formatMessage(entry)));
            for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
                line.append("; ").append(Text.line(cause.toString()));
                StackTraceElement[] trace = cause.getStackTrace();
                if (trace.length > 0) {
                    line.append(" at ").append(trace[0]);
                }
            }
            line.append('\n');
            if (traces && entry.getThrown() != null) {
                StringWriter trace = new StringWriter();
                entry.getThrown().printStackTrace(new PrintWriter(trace));
                line.append(trace);
            }
            return line.toString();
        }
    }
}
