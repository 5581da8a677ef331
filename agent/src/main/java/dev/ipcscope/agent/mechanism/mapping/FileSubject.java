package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.linux.FileInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that programs map. */
record FileSubject(NamedFile file) implements Subject {

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public Memory open() throws IOException {
        return WatchedFile.open(file);
    }

    @Override
    public Meaning meaning(Memory opened) throws IOException {
        NamedFile.State there = file.state();
        if (there == null) {
            return Meaning.NOTHING;
        }
        return opened instanceof WatchedFile watched && watched.identity().equals(there.identity())
                ? Meaning.SAME
                : Meaning.OTHER;
    }

    @Override
    public String gone() {
        return "file deleted";
    }

    @Override
    public String goneNote() {
        return file.name() + " was deleted; the tap goes on when it is there again";
    }

    @Override
    public @Nullable List<Holder> holders(Duration interval) throws IOException {
        FileInfo info = file instanceof LinuxFile linux ? linux.info() : null;
        return info == null // only Linux tells who has a file mapped
                ? null
                : holders(ProcMaps.shared(), ProcMaps.device(info.device()), info.inode());
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
