package dev.ipcscope.agent.control;

import dev.ipcscope.agent.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The specs of taps that come back after a restart: a file of UTF-8 lines, replaced in one step. */
public final class RememberedTaps {

    private final Path file;
    private final Set<String> specs = new LinkedHashSet<>(); // guarded by this

    /** Reads the file, if there is one. */
    public RememberedTaps(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            try {
                specs.addAll(TapFile.read(file));
            } catch (IOException e) {
                throw new IOException(e.getMessage() + "; move it away to start without the taps that it remembers", e);
            }
        }
    }

    synchronized List<String> specs() {
        return List.copyOf(specs);
    }

    synchronized boolean contains(String spec) {
        return specs.contains(spec);
    }

    synchronized void add(String spec) throws IOException {
        if (specs.add(spec)) {
            save();
        }
    }

    synchronized void remove(String spec) throws IOException {
        if (specs.remove(spec)) {
            save();
        }
    }

    private void save() throws IOException {
        PrivateFiles.replace(file, (String.join("\n", specs) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
