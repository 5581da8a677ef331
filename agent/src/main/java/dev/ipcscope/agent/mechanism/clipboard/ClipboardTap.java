package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.tap.Forerunners;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.ClipboardContents;
import dev.ipcscope.agent.win32.ClipboardListener;
import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the worker with each change; the worker reads, and may hang there without anything else waiting for it. */
final class ClipboardTap implements Tap {

    private static final long CLOSE_MILLIS = 3_000;

    private final TapSpec spec;
    private final Owners owners;
    private final Notices notices;
    private final ClipboardReader reader;
    private final Semaphore changes = new Semaphore(0); // one for each that nobody has looked at
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "clock"));
    private final Thread worker = daemon(this::run, "reader");
    private final Runnable look;
    private final ClipboardListener listener;
    private volatile boolean closed;

    private ClipboardTap(TapSpec spec, Wanted wanted, Recorder recorder) throws IOException {
        this.spec = spec;
        this.owners = new Owners(recorder);
        long before = ClipboardContents.sequence();
        this.notices = new Notices(owners, before);
        this.reader = new ClipboardReader(wanted, owners, notices, clock, () -> closed, this::furtherChanges);
        clock.setRemoveOnCancelPolicy(true);
        reader.begin(before);
        this.look = notices::beforeMessage;
        this.listener = ClipboardListener.open(this::changed);
    }

    /** Listens from now on; what is on the clipboard already isn't read. */
    static ClipboardTap open(TapSpec spec, Wanted wanted, Recorder recorder) throws IOException {
        ClipboardTap tap = new ClipboardTap(spec, wanted, recorder);
        tap.worker.start();
        Forerunners.add(tap.look);
        return tap;
    }

    private static Thread daemon(Runnable task, String what) {
        Thread thread = new Thread(task, "clipboard " + what);
        thread.setDaemon(true);
        return thread;
    }

    private void run() {
        try {
            while (!closed) {
                changes.acquire();
                if (!closed) {
                    reader.read(1 + furtherChanges());
                }
            }
        } catch (InterruptedException e) {
            // closing
        } finally {
            owners.closeAll();
        }
    }

    private void changed() {
        try {
            notices.heard();
        } finally {
            changes.release();
        }
    }

    private int furtherChanges() {
        return changes.drainPermits();
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return "clipboard";
    }

    @Override
    public int conversations() {
        return owners.open();
    }

    @Override
    public String note() {
        return reader.note();
    }

    @Override
    public void close() {
        closed = true;
        Forerunners.remove(look);
        listener.close();
        changes.release();
        worker.interrupt();
        try {
            worker.join(CLOSE_MILLIS);
            clock.shutdownNow();
            clock.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
