package dev.ipcscope.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Reads lines from a FIFO and begins anew when its writers have gone. */
final class LogListener implements Sample {

    @Override
    public String name() {
        return "log-listener";
    }

    @Override
    public String help() {
        return "reads lines from the FIFO FILE (make it with mkfifo)";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException {
        out.println("listening " + options.file());
        while (true) {
            try (BufferedReader in = Files.newBufferedReader(options.file(), StandardCharsets.UTF_8)) {
                in.lines().forEach(out::println);
            }
        }
    }
}
