package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots of a memory on a thread of its own, at a pace between two bounds.
 *
 * <p>One conversation lasts as long as the name means a memory: replacing it gives a key frame in it, its end ends the
 * conversation, and another begins when the name means one again.
 */
final class MappingTap implements Tap {

    private static final System.Logger LOG = System.getLogger(MappingTap.class.getName());
    private static final int CLOSE_SECONDS = 3;

    private final TapSpec spec;
    private final Subject subject;
    private final Pace.Bounds bounds;
    private final Layout layout;
    private final Recorder recorder;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Memory memory;
    private volatile @Nullable Watch watch;
    private volatile String note = "";

    private MappingTap(
            TapSpec spec, Subject subject, Pace.Bounds bounds, Layout layout, Memory memory, Recorder recorder) {
        this.spec = spec;
        this.subject = subject;
        this.bounds = bounds;
        this.layout = layout;
        this.memory = memory;
        this.recorder = recorder;
        this.thread = new Thread(this::run, "mapping " + subject.name());
        thread.setDaemon(true);
    }

    static MappingTap start(TapSpec spec, Subject subject, Pace.Bounds bounds, Layout layout, Recorder recorder)
            throws IOException {
        MappingTap tap = new MappingTap(spec, subject, bounds, layout, subject.open(), recorder);
        tap.thread.start();
        return tap;
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return subject.name();
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
        Pace pace = new Pace(bounds);
        try {
            long rest;
            do {
                long start = System.nanoTime();
                boolean changed = round();
                Memory current = memory;
                if (current != null) {
                    current.rest(changed);
                }
                rest = pace.afterLook(changed, System.nanoTime() - start);
            } while (!stop.await(rest, TimeUnit.NANOSECONDS));
            end("tap closed");
        } catch (InterruptedException e) {
            end("tap closed");
        }
    }

    /** One look; true when something has changed. */
    private boolean round() {
        try {
            Memory current = memory;
            if (current == null) {
                current = subject.open();
                memory = current;
                return look(current);
            }
            boolean before = current.mayBeReplaced() && look(current);
            return before
                    | switch (subject.meaning(current)) {
                        case SAME -> look(current);
                        case OTHER -> look(current) | replace(current);
                        case NOTHING -> {
                            boolean changed = look(current);
                            end(subject.gone());
                            note = subject.goneNote();
                            yield changed;
                        }
                    };
        } catch (TapWaitingException e) {
            return false; // the note says already that it has gone
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            fail(subject.name()
                    + " needs more memory than the agent may use: give it more with -XX:MaxDirectMemorySize");
        }
        return false;
    }

    private boolean replace(Memory old) throws IOException {
        Memory successor = subject.open();
        memory = successor;
        old.close();
        Watch going = watch;
        if (going != null) {
            going.replacedBy(successor);
        }
        return true;
    }

    private boolean look(Memory current) throws IOException {
        Watch going = watch;
        if (!current.isThere()) {
            return false;
        }
        if (going == null) {
            going = Watch.begin(subject, spec, bounds, new NamedValues(layout), recorder);
            watch = going;
            note = "";
        }
        return going.look(current);
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
        end("can't be read");
    }

    private void end(String reason) {
        Watch going = watch;
        watch = null;
        if (going != null) {
            going.close(reason);
        }
        Memory current = memory;
        memory = null;
        if (current != null) {
            current.close();
        }
    }
}
