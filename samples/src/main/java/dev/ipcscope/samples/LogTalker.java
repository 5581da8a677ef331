package dev.ipcscope.samples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;

/** Writes log lines into a FIFO, twenty before it closes it and opens it again. */
final class LogTalker implements Sample {

    private static final String[] WORDS = {
        "INFO request served", "WARN disk nearly full", "INFO Grüße", "ERROR no route"
    };
    private static final int LINES_AN_OPENING = 20;

    @Override
    public String name() {
        return "log-talker";
    }

    @Override
    public String help() {
        return "writes log lines into the FIFO FILE";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException, InterruptedException {
        long line = 0;
        while (line < options.count()) {
            try (OutputStream fifo = Files.newOutputStream(options.file(), java.nio.file.StandardOpenOption.WRITE)) {
                for (int i = 0; i < LINES_AN_OPENING && line < options.count(); i++) {
                    String text = Instant.now() + " " + WORDS[(int) (line % WORDS.length)] + " #" + line + "\n";
                    fifo.write(text.getBytes(StandardCharsets.UTF_8));
                    line++;
                    options.rest();
                }
            }
        }
        out.println("wrote " + line + " lines");
    }
}
