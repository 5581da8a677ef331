package dev.ipcscope.agent.mechanism.com;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ipcscope.agent.files.PrivateFiles;
import dev.ipcscope.agent.win32.ole.Registry;
import dev.ipcscope.agent.win32.ole.Registry.Key;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What taps change in the registry, on disk before it is done: a file a tap, in a folder of the user's, with the process
 * that did it.
 */
final class Journal {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SUFFIX = ".json";

    private final Path folder;

    /** In this folder, which is made when it is needed. */
    Journal(Path folder) {
        this.folder = folder;
    }

    /** {@code %LOCALAPPDATA%\ipcscope\registry}. */
    static Journal ofUser() {
        String local = System.getenv("LOCALAPPDATA");
        Path base = local == null || local.isEmpty()
                ? Path.of(System.getProperty("user.home"), "AppData", "Local")
                : Path.of(local);
        return new Journal(base.resolve("ipcscope").resolve("registry"));
    }

    /** What one tap did. */
    record Entry(Path file, String tap, long pid, String started, List<RegistryChange> changes) {

        /** Whether the process that did it still runs. */
        boolean isAlive() {
            Optional<ProcessHandle> process = ProcessHandle.of(pid);
            return process.isPresent() && started.equals(Journal.started(process.get()));
        }
    }

    /** Writes an entry of this process; it is on the disk when this returns. */
    Entry write(String tap, List<RegistryChange> changes) throws IOException {
        PrivateFiles.createDirectories(folder);
        ProcessHandle self = ProcessHandle.current();
        Entry entry = new Entry(folder.resolve(UUID.randomUUID() + SUFFIX), tap, self.pid(), started(self), changes);
        PrivateFiles.replace(entry.file(), MAPPER.writeValueAsBytes(json(entry)));
        return entry;
    }

    /** The entry's changes have been taken back. */
    static void remove(Entry entry) throws IOException {
        Files.deleteIfExists(entry.file());
    }

    /** All entries. One that can't be read is left out and said. */
    List<Entry> entries(List<String> problems) throws IOException {
        List<Entry> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    all.add(entry(file, MAPPER.readTree(Files.readAllBytes(file))));
                } catch (IOException | IllegalArgumentException e) {
                    problems.add(file + " can't be read: " + e.getMessage());
                }
            }
        }
        return all;
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("");
    }

    private static ObjectNode json(Entry entry) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("tap", entry.tap()).put("pid", entry.pid()).put("started", entry.started());
        ArrayNode changes = node.putArray("changes");
        for (RegistryChange change : entry.changes()) {
            changes.addObject()
                    .put("root", change.key().root().name())
                    .put("view", change.key().view().name())
                    .put("path", change.key().path())
                    .put("previous", change.previous())
                    .put("missing", change.missing())
                    .put("ours", change.ours());
        }
        return node;
    }

    private static Entry entry(Path file, @Nullable JsonNode node) {
        if (node == null || !node.path("changes").isArray()) {
            throw new IllegalArgumentException("it isn't one of our journals");
        }
        List<RegistryChange> changes = new ArrayList<>();
        for (JsonNode change : node.path("changes")) {
            Key key = new Key(
                    Registry.Root.valueOf(change.path("root").asText()),
                    Registry.View.valueOf(change.path("view").asText()),
                    change.path("path").asText());
            JsonNode previous = change.path("previous");
            changes.add(new RegistryChange(
                    key,
                    previous.isTextual() ? previous.asText() : null,
                    change.path("missing").asInt(),
                    change.path("ours").asText()));
        }
        return new Entry(
                file,
                node.path("tap").asText(),
                node.path("pid").asLong(),
                node.path("started").asText(),
                changes);
    }
}
