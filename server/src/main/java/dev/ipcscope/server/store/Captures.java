package dev.ipcscope.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with captures. Changes are for the writer thread, {@link #all} for all. */
record Captures(LiveStore store, Writer writer) {

    /** Oldest first, the live one last. */
    List<Capture> all() {
        List<Recording> all = store.captures;
        List<Capture> captures = new ArrayList<>();
        for (Recording recording : all) {
            captures.add(describe(recording, recording == all.get(all.size() - 1)));
        }
        return captures;
    }

    private Capture describe(Recording recording, boolean live) {
        long first = recording.firstId() + recording.removed();
        long last = first - 1;
        long bytes = 0;
        for (Segment segment : store.segments) {
            if (segment.capture == recording.number()) {
                last = Math.max(last, segment.lastId);
                bytes += StoreFolder.size(segment.file);
            }
        }
        return new Capture(
                recording.number(),
                recording.name(),
                recording.started(),
                first,
                last,
                bytes,
                live,
                live && store.paused,
                recording.removed());
    }

    Capture start(String name) throws IOException {
        refuse(name, null);
        goOn();
        begin(name);
        return describe(store.liveCapture(), true);
    }

    private void begin(String name) throws IOException {
        store.catalog.add(name, Intake.now(), store.intake().lastId() + 1);
        store.refreshCaptures();
        store.moveOn(store.liveCapture().number());
        writer.reset(store.lastSeqs());
    }

    private void refuse(String name, @Nullable Recording except) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a capture needs a name");
        }
        if (store.captures.stream().anyMatch(c -> c != except && c.name().equals(name))) {
            throw new IllegalArgumentException("there is already a capture named " + name);
        }
    }

    private Recording find(long number) {
        return store.captures.stream()
                .filter(c -> c.number() == number)
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("there is no capture " + number));
    }

    String rename(long number, String name) throws IOException {
        refuse(name, find(number));
        store.catalog.rename(number, name);
        store.refreshCaptures();
        return name;
    }

    boolean pause(boolean paused) throws IOException {
        if (paused) {
            store.intake().paused = true;
            store.paused = true;
        } else {
            goOn();
        }
        return paused;
    }

    private void goOn() throws IOException {
        store.change(live -> {
            store.intake().goOn(live);
            return live;
        });
        store.intake().paused = false;
        store.intake().skipped = 0;
        store.skipped = 0;
        store.paused = false;
    }

    long delete(long number) throws IOException {
        if (find(number) == store.liveCapture()) {
            goOn();
            begin("");
        }
        store.eraser().delete(store, number);
        return number;
    }
}
