package dev.ipcscope.agent.control;

import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The taps of an agent: opens them, tries again those that have to wait, remembers those that were opened in the UI or
 * API. Safe for any number of threads; opening may take as long as the mechanism takes.
 */
public final class Taps implements AutoCloseable {

    /** Milliseconds after which a waiting tap is tried again. */
    static final long RETRY_MILLIS = 500;

    private static final System.Logger LOG = System.getLogger(Taps.class.getName());

    private final MechanismRegistry mechanisms;
    private final ManagedTap.Recorders recorders;
    private final RememberedTaps remembered;
    private final OwnAddress own;
    private final Map<String, ManagedTap> taps = new LinkedHashMap<>(); // guarded by itself
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ipcscope-taps");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed; // guarded by taps

    /**
     * No tap is open yet.
     *
     * @param recorders makes the recorder of each tap
     * @param remembered the file with the specs of taps that come back after a restart
     * @param own where ipcscope itself listens, which must not be tapped
     */
    public Taps(
            MechanismRegistry mechanisms, ManagedTap.Recorders recorders, RememberedTaps remembered, OwnAddress own) {
        this.mechanisms = mechanisms;
        this.recorders = recorders;
        this.remembered = remembered;
        this.own = own;
        var unused = retries.scheduleWithFixedDelay(this::retry, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What this spec looks like in its canonical form; throws when it is wrong or not allowed. */
    public TapSpec check(String text) throws TapSpecException {
        TapSpec spec = TapSpec.parse(text);
        Mechanism mechanism = mechanisms
                .byId(spec.mechanism())
                .orElseThrow(() -> new TapSpecException(
                        1, "no mechanism is called '" + spec.mechanism() + "'; there are " + ids()));
        TapSpec checked = mechanism.check(spec);
        own.refuse(checked);
        return checked;
    }

    private String ids() {
        return String.join(
                ", ", mechanisms.all().stream().map(Mechanism::id).sorted().toList());
    }

    /**
     * Opens a tap. One that is open or waiting under the same spec stays as it is.
     *
     * @param remember whether it comes back after a restart
     * @return its state: open, waiting or failed
     * @throws TapSpecException when the spec is wrong or not allowed; nothing is remembered then
     * @throws IOException when the spec can't be remembered
     */
    public TapStatus open(String text, boolean remember) throws TapSpecException, IOException {
        TapSpec spec = check(text);
        Mechanism mechanism = mechanisms.byId(spec.mechanism()).orElseThrow();
        String key = spec.toString();
        ManagedTap tap;
        synchronized (taps) {
            if (closed) {
                throw new IOException("the agent is ending");
            }
            ManagedTap present = taps.get(key);
            if (present != null && present.status().state() != TapStatus.State.FAILED) {
                return present.status();
            }
            tap = new ManagedTap(key, spec, mechanism, recorders, remember || remembered.contains(key));
            taps.put(key, tap);
        }
        if (remember) {
            remembered.add(key);
        }
        tap.tryToOpen();
        changed();
        return tap.status();
    }

    /** Opens those that were remembered. A spec that isn't understood any more is shown in the log and kept. */
    public void openRemembered() {
        for (String spec : remembered.specs()) {
            try {
                var unused = open(spec, false);
            } catch (TapSpecException | IOException e) {
                LOG.log(Level.WARNING, "The remembered tap {0} can''t be opened: {1}", spec, e.getMessage());
            }
        }
    }

    /**
     * Closes a tap and forgets it.
     *
     * @param text its spec, in any form that means the same
     * @throws IOException when there is no such tap, or it can't be forgotten
     */
    public void close(String text) throws IOException {
        ManagedTap tap = remove(text);
        if (tap == null) {
            try {
                tap = remove(check(text).toString());
            } catch (TapSpecException e) {
                // told below
            }
        }
        if (tap == null) {
            throw new IOException("no tap " + text + " is open here");
        }
        remembered.remove(tap.key());
        tap.close();
        changed();
    }

    private @Nullable ManagedTap remove(String key) {
        synchronized (taps) {
            return taps.remove(key);
        }
    }

    /** All taps in the order in which they were opened. */
    public List<TapStatus> statuses() {
        List<TapStatus> all = new ArrayList<>();
        for (ManagedTap tap : snapshot()) {
            all.add(tap.status());
        }
        return all;
    }

    /** Calls the listener, on any thread, whenever a tap's state has changed; it must be quick. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private List<ManagedTap> snapshot() {
        synchronized (taps) {
            return List.copyOf(taps.values());
        }
    }

    private void retry() {
        for (ManagedTap tap : snapshot()) {
            TapStatus before = tap.status();
            if (before.state() == TapStatus.State.WAITING) {
                tap.tryToOpen();
                if (!tap.status().equals(before)) {
                    changed();
                }
            }
        }
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /** Closes all taps; those that are remembered stay so. */
    @Override
    public void close() {
        synchronized (taps) {
            closed = true;
        }
        retries.shutdownNow();
        snapshot().parallelStream().forEach(ManagedTap::close);
    }
}
