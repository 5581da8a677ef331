package dev.ipcscope.agent.control;

import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapStatus;
import dev.ipcscope.agent.tap.TapWaitingException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** One tap in all its states. Safe for any number of threads. */
public final class ManagedTap {

    private static final System.Logger LOG = System.getLogger(ManagedTap.class.getName());

    private final String key;
    private final TapSpec spec;
    private final Mechanism mechanism;
    private final Recorders recorders;
    private final boolean remembered;
    private TapStatus.State state = TapStatus.State.WAITING; // these are guarded by this
    private String reason = "it is being opened";
    private @Nullable Tap tap;
    private boolean closed;

    /** Makes recorders for taps. */
    public interface Recorders {
        /** The recorder of a tap that is to be opened by this spec. */
        Recorder of(TapSpec spec);

        /** The tap that records there runs. */
        void running(Recorder recorder, Tap tap);
    }

    ManagedTap(String key, TapSpec spec, Mechanism mechanism, Recorders recorders, boolean remembered) {
        this.key = key;
        this.spec = spec;
        this.mechanism = mechanism;
        this.recorders = recorders;
        this.remembered = remembered;
    }

    String key() {
        return key;
    }

    /** Opens it unless it is open; afterwards it is open, waiting or failed. */
    synchronized void tryToOpen() {
        if (closed || tap != null) {
            return;
        }
        try {
            Support support = mechanism.support();
            if (!support.works()) {
                failed(support.reason());
                return;
            }
            Rehearsal.before(mechanism);
            Recorder recorder = recorders.of(spec);
            Tap opened = mechanism.open(spec, recorder);
            recorders.running(recorder, opened);
            tap = opened;
            state = TapStatus.State.OPEN;
            reason = "";
        } catch (TapWaitingException e) {
            state = TapStatus.State.WAITING;
            reason = String.valueOf(e.getMessage());
        } catch (IOException e) {
            failed(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, "Tap " + key + " can't be opened", e);
            failed("an error of ipcscope itself: " + e);
        }
    }

    private void failed(String why) {
        state = TapStatus.State.FAILED;
        reason = why;
    }

    synchronized TapStatus status() {
        Tap running = tap;
        return new TapStatus(
                key,
                spec.mechanism(),
                state,
                running == null ? spec.listen() : running.endpoint(),
                reason,
                running == null ? "" : running.note(),
                running == null ? 0 : running.conversations(),
                remembered);
    }

    void close() {
        Tap running;
        synchronized (this) {
            closed = true;
            running = tap;
            tap = null;
        }
        if (running != null) {
            try {
                running.close();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Tap " + key + " didn't close well", e);
            }
        }
    }
}
