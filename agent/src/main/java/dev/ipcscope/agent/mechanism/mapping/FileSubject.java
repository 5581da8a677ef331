package dev.ipcscope.agent.mechanism.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that programs map. */
record FileSubject(Path path) implements Subject {

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public Memory open() throws IOException {
        return WatchedFile.open(path);
    }

    @Override
    public Meaning meaning(Memory opened) throws IOException {
        Object there = WatchedFile.identityOf(path);
        if (there == null) {
            return Meaning.NOTHING;
        }
        return opened instanceof WatchedFile file && file.identity().equals(there) ? Meaning.SAME : Meaning.OTHER;
    }

    @Override
    public String gone() {
        return "file deleted";
    }

    @Override
    public String goneNote() {
        return path + " was deleted; the tap goes on when it is there again";
    }

    @Override
    public @Nullable List<Holder> holders(Duration interval) throws IOException {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return null; // only Linux tells who has a file mapped
        }
        if (!(Files.getAttribute(path, "unix:dev") instanceof Number device)
                || !(Files.getAttribute(path, "unix:ino") instanceof Number inode)) {
            return null;
        }
        return holders(ProcMaps.shared(), ProcMaps.device(device.longValue()), inode.longValue());
    }

    static List<Holder> holders(Map<Long, List<MapsLine>> maps, String device, long inode) {
        List<Holder> holders = new ArrayList<>();
        maps.forEach((pid, lines) -> {
            List<MapsLine> own = lines.stream()
                    .filter(line -> ProcMaps.isOf(line, device, inode))
                    .toList();
            if (!own.isEmpty()) {
                holders.add(new Holder(pid, own.stream().anyMatch(MapsLine::writable)));
            }
        });
        return holders;
    }
}
