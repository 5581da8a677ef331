package dev.ipcscope.agent.cli;

import java.io.IOException;
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

/** Logs go to stderr and, if asked for, to a rotating file. */
final class AgentLog {

    private static final int FILE_BYTES = 10 << 20;
    private static final int FILES = 4;

    private AgentLog() {}

    static void start(@Nullable Path file) throws IOException {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        add(root, new ConsoleHandler());
        if (file != null) {
            add(root, new LogFile(file, FILE_BYTES, FILES));
        }
    }

    private static void add(Logger root, Handler handler) throws IOException {
        handler.setEncoding(StandardCharsets.UTF_8.name());
        handler.setFormatter(new OneLine());
        root.addHandler(handler);
    }

    /** Time, level, message, and what was thrown. */
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
                    .append(Text.line(formatMessage(entry)));
            for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
                line.append("; ").append(Text.line(cause.toString()));
                StackTraceElement[] trace = cause.getStackTrace();
                if (trace.length > 0) {
                    line.append(" at ").append(trace[0]);
                }
            }
            return line.append('\n').toString();
        }
    }
}
