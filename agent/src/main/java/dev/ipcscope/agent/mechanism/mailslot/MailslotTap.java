package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.mechanism.mailslot.MailslotSession.Ended;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.KernelName;
import dev.ipcscope.agent.win32.MailslotWriter;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the front in being while the real mailslot is: one {@link MailslotSession} for each life of the real one, and
 * between two of them a look now and then.
 */
final class MailslotTap implements Tap {

    private static final System.Logger LOG = System.getLogger(MailslotTap.class.getName());
    private static final long LOOK_NANOS = 200_000_000;
    private static final long CLOSE_MILLIS = 3_000;

    private final TapSpec spec;
    private final MailslotPair pair;
    private final @Nullable MailslotPair reply;
    private final Recorder recorder;
    private final GateSlot gates = new GateSlot();
    private final ExecutorService scans = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "mailslot processes");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable MailslotSession session;
    private volatile boolean closed;
    private volatile String note = "";
    private volatile @Nullable Thread thread;

    private MailslotTap(TapSpec spec, MailslotPair pair, @Nullable MailslotPair reply, Recorder recorder) {
        this.spec = spec;
        this.pair = pair;
        this.reply = reply;
        this.recorder = recorder;
    }

    /** Opens it; writers reach the front when this returns. */
    static MailslotTap open(TapSpec spec, MailslotPair pair, @Nullable MailslotPair reply, Recorder recorder)
            throws IOException {
        if (pair.isLocal() && !MailslotWriter.exists(pair.real())) {
            throw new TapWaitingException(missing(pair));
        }
        MailslotTap tap = new MailslotTap(spec, pair, reply, recorder);
        try {
            MailslotSession first = tap.newSession();
            tap.thread = RelayThreads.start("mailslot " + pair.front(), () -> tap.run(first));
        } catch (IOException | OutOfMemoryError e) {
            tap.close();
            throw e;
        }
        return tap;
    }

    private static String missing(MailslotPair pair) {
        String pipe = pair.real().replaceFirst("(?i)\\\\mailslot\\\\", "\\\\pipe\\\\");
        int look = KernelName.isLocal(pipe) ? PipeClient.await(pipe, 1) : Win32Exception.FILE_NOT_FOUND;
        boolean other = look == 0 || look == Win32Exception.SEM_TIMEOUT;
        return "there is no mailslot " + pair.real() + " yet (error 2): start the program that reads it"
                + (other ? "; there is a pipe of this name: pipe:" + pipe : "");
    }

    private MailslotSession newSession() throws IOException {
        MailslotSession made = MailslotSession.open(pair, reply, recorder, gates, scans, () -> closed);
        session = made;
        return made;
    }

    private void run(MailslotSession first) {
        @Nullable MailslotSession next = first;
        while (next != null) {
            Ended how = next.run();
            session = null;
            next = how == Ended.TAP_CLOSED ? null : awaitNext();
        }
    }

    private @Nullable MailslotSession awaitNext() {
        note = missing(pair);
        while (!closed) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (!closed && MailslotWriter.exists(pair.real())) {
                try {
                    MailslotSession next = newSession();
                    note = "";
                    return next;
                } catch (IOException e) {
                    complain(String.valueOf(e.getMessage()));
                }
            }
        }
        return null;
    }

    private void complain(String reason) {
        if (!reason.equals(note)) {
            note = reason;
            LOG.log(Level.WARNING, "tap {0}: {1}", spec, reason);
        }
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return pair.front();
    }

    @Override
    public int conversations() {
        return session == null ? 0 : 1;
    }

    @Override
    public String note() {
        MailslotSession present = session;
        return present == null ? note : present.note();
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
            try {
                running.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        MailslotSession left = session;
        if (left != null) {
            left.abandon();
        }
        scans.shutdownNow();
    }
}
