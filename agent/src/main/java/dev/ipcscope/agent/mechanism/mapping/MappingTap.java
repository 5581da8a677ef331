package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot of a file at a fixed interval on a thread of its own.
 *
 * <p>One conversation lasts as long as the name means a file: replacing the file gives a key frame in it, deleting the
 * file ends it, and another begins when the name is there again. Between two snapshots the thread rests at least as
 * long as the last one took, so that a large file never takes more than half a processor.
 */
final class MappingTap implements Tap {

    private static final System.Logger LOG = System.getLogger(MappingTap.class.getName());
    private static final int CLOSE_SECONDS = 3;

    private final TapSpec spec;
    private final Path path;
    private final Duration every;
    private final Recorder recorder;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable WatchedFile file;
    private volatile @Nullable Watch watch;
    private volatile String note = "";

    private MappingTap(TapSpec spec, Duration every, WatchedFile file, Recorder recorder) {
        this.spec = spec;
        this.path = file.path();
        this.every = every;
        this.file = file;
        this.recorder = recorder;
        this.thread = new Thread(this::run, "mapping " + path);
        thread.setDaemon(true);
    }

    static MappingTap start(TapSpec spec, Duration every, WatchedFile file, Recorder recorder) {
        MappingTap tap = new MappingTap(spec, every, file, recorder);
        tap.thread.start();
        return tap;
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return path.toString();
    }

    @Override
    public int conversations() {
        return watch == null ? 0 : 1;
    }

    @Override
    public String note() {
        return note;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            long rest;
            do {
                long start = System.nanoTime();
                round();
                long took = System.nanoTime() - start;
                rest = Math.max(every.toNanos() - took, took);
            } while (!stop.await(rest, TimeUnit.NANOSECONDS));
            end("tap closed");
        } catch (InterruptedException e) {
            end("tap closed");
        }
    }

    private void round() {
        try {
            Object there = WatchedFile.identityOf(path);
            WatchedFile current = file;
            if (current == null) {
                if (there != null) {
                    begin(WatchedFile.open(path));
                }
            } else if (current.identity().equals(there)) {
                look(current);
            } else {
                look(current);
                leave(current, there != null);
            }
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            fail(path + " needs more memory than the agent may use: give it more with -XX:MaxDirectMemorySize");
        }
    }

    /** The name means another file now, or none. */
    private void leave(WatchedFile old, boolean replaced) throws IOException {
        if (replaced) {
            WatchedFile successor = WatchedFile.open(path);
            file = successor;
            old.close();
            Watch going = watch;
            if (going != null) {
                going.replacedBy(successor);
            }
        } else {
            end("file deleted");
            note = path + " was deleted; the tap goes on when it is there again";
        }
    }

    private void begin(WatchedFile opened) throws IOException {
        file = opened;
        look(opened);
    }

    private void look(WatchedFile current) throws IOException {
        Watch going = watch;
        if (going == null) {
            going = Watch.begin(current, spec, every, recorder);
            watch = going;
            note = "";
        }
        going.look(current);
    }

    private void fail(String reason) {
        if (!reason.equals(note)) {
            LOG.log(System.Logger.Level.WARNING, reason);
            note = reason;
        }
        Watch going = watch;
        if (going != null) {
            going.failed(reason);
        }
        end("file can't be read");
    }

    private void end(String reason) {
        Watch going = watch;
        watch = null;
        if (going != null) {
            going.close(reason);
        }
        WatchedFile current = file;
        file = null;
        if (current != null) {
            current.close();
        }
    }
}
