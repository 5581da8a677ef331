package dev.ipcscope.agent.cli;

import dev.ipcscope.agent.files.FileErrors;
import dev.ipcscope.agent.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * A log file that always has the name it was given; when it is full it becomes {@code FILE.1}, that one {@code FILE.2}
 * and so on. {@link java.util.logging.FileHandler} would number the current one as well.
 */
public final class LogFile extends Handler {

    private final Path file;
    private final long limit;
    private final int kept;
    private OutputStream out;
    private long size;

    /** Appends to this file, which holds at most {@code limit} bytes, and keeps that many before it. */
    public LogFile(Path file, long limit, int kept) throws IOException {
        this.file = file.toAbsolutePath();
        this.limit = limit;
        this.kept = kept;
        try {
            Path folder = this.file.getParent();
            if (folder != null) {
                PrivateFiles.createDirectories(folder);
            }
            if (Files.notExists(this.file)) {
                PrivateFiles.create(this.file).close();
            }
            this.out = Files.newOutputStream(this.file, StandardOpenOption.APPEND);
            this.size = Files.size(this.file);
        } catch (IOException e) {
            throw new IOException("the log file " + file + " can't be written: " + FileErrors.words(e), e);
        }
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        byte[] line = getFormatter().format(entry).getBytes(StandardCharsets.UTF_8);
        try {
            if (size > 0 && size + line.length > limit) {
                rotate();
            }
            out.write(line);
            size += line.length;
        } catch (IOException e) {
            reportError(e.getMessage(), e, ErrorManager.WRITE_FAILURE);
        }
    }

    private void rotate() throws IOException {
        out.close();
        for (int i = kept - 1; i >= 1; i--) {
            if (Files.exists(numbered(i))) {
                Files.move(numbered(i), numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        PrivateFiles.create(file).close();
        out = Files.newOutputStream(file, StandardOpenOption.APPEND);
        size = 0;
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public synchronized void flush() {
        // each line is written at once
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            reportError(e.getMessage(), e, ErrorManager.CLOSE_FAILURE);
        }
    }
}
