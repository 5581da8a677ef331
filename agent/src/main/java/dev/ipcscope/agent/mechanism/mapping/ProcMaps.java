package dev.ipcscope.agent.mechanism.mapping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the processes of this machine have mapped, as far as this user may see. Linux; empty elsewhere. */
final class ProcMaps {

    private static final Path PROC = Path.of("/proc");

    private ProcMaps() {}

    /** Shared mappings of files by process number, this process left out. */
    static Map<Long, List<MapsLine>> shared() throws IOException {
        Map<Long, List<MapsLine>> found = new TreeMap<>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                List<MapsLine> lines = pid == self ? List.of() : sharedOf(process.resolve("maps"));
                if (!lines.isEmpty()) {
                    found.put(pid, lines);
                }
            }
        }
        return found;
    }

    /** The device of a file as {@code maps} writes it: its major number in the upper 32 bits, its minor in the lower. */
    static String device(long device) {
        return String.format("%02x:%02x", device >>> 32, device & 0xffffffffL);
    }

    private static List<MapsLine> sharedOf(Path maps) {
        try {
            List<MapsLine> lines = new ArrayList<>();
            for (String line : new String(Files.readAllBytes(maps), StandardCharsets.UTF_8).split("\n")) {
                MapsLine read = line.contains("s ") ? MapsLine.parse(line) : null;
                if (read != null && read.shared() && read.inode() != 0) {
                    lines.add(read);
                }
            }
            return lines;
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // it has ended, or belongs to another user
        }
    }

    /** True when the line is about the file with this device and inode. */
    static boolean isOf(MapsLine line, String device, long inode) {
        return line.inode() == inode && Objects.equals(line.device(), device);
    }
}
