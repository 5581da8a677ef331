package dev.ipcscope.agent.control;

import dev.ipcscope.agent.files.PrivateFiles;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Rehearsing;
import dev.ipcscope.agent.outbox.Outbox;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Lets each mechanism that wants to rehearse do so before its first tap opens, with an outbox that goes nowhere. */
final class Rehearsal {

    private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());

    /** A tap that opens waits no longer; the rehearsal takes a tenth of that. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static final long SPOOL = 1 << 20;

    /** Mechanisms that had theirs: code is loaded once a process, however many agents run in it. */
    private static final Set<String> HAD = ConcurrentHashMap.newKeySet();

    private Rehearsal() {}

    /** Returns when the mechanism is ready to relay, or after {@link #LIMIT}. */
    static void before(Mechanism mechanism) {
        if (!(mechanism instanceof Rehearsing rehearsing) || !HAD.add(mechanism.id())) {
            return;
        }
        Thread thread = new Thread(() -> run(mechanism.id(), rehearsing), "ipcscope-rehearsal");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private static void run(String id, Rehearsing rehearsing) {
        try {
            Path folder = Files.createTempDirectory("ipcscope-rehearsal");
            try {
                run(rehearsing, folder);
            } finally {
                delete(folder);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(Level.DEBUG, "The rehearsal of " + id + " came to nothing", e);
        }
    }

    private static void run(Rehearsing rehearsing, Path folder) throws IOException {
        Path spool = folder.resolve("spool");
        PrivateFiles.createDirectories(spool);
        try (Outbox outbox = new Outbox(spool, SPOOL, "rehearsal")) {
            rehearsing.rehearse(new Rehearsing.Stage() {
                @Override
                public Recorder recorder(TapSpec spec) {
                    return outbox.recorder(spec);
                }

                @Override
                public Path folder() {
                    return folder;
                }
            });
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
