package dev.ipcscope.agent.mechanism.copydata;

import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.DesktopWindow;
import dev.ipcscope.agent.win32.ProxyOrder;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks ten times a second which of the windows are there, and keeps a {@link WindowRelay} for each. */
final class CopydataTap implements Tap {

    private static final System.Logger LOG = System.getLogger(CopydataTap.class.getName());
    private static final long LOOK_NANOS = 100_000_000;
    private static final long CLOSE_MILLIS = 3_000;

    /** Windows of one tap; each costs a thread. */
    private static final int MOST = 64;

    private final TapSpec spec;
    private final WindowName name;
    private final Recorder recorder;
    private final ProxyOrder order;
    private final Map<Long, WindowRelay> relays = new LinkedHashMap<>(); // by real window, on the looking thread
    private final ScheduledThreadPoolExecutor beside = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "copydata calls");
        thread.setDaemon(true);
        return thread;
    });
    private final Thread thread;
    private volatile List<WindowRelay> present = List.of();
    private volatile boolean closed;
    private volatile String note = "";

    private CopydataTap(TapSpec spec, WindowName name, Recorder recorder) {
        this.spec = spec;
        this.name = name;
        this.recorder = recorder;
        this.order = new ProxyOrder(name.windowClass(), name.title());
        beside.setRemoveOnCancelPolicy(true);
        thread = new Thread(this::run, "copydata " + name);
        thread.setDaemon(true);
    }

    /** Opens it; programs that look for the window find the tap's when this returns. */
    static CopydataTap open(TapSpec spec, WindowName name, Recorder recorder) throws IOException {
        CopydataTap tap = new CopydataTap(spec, name, recorder);
        try {
            List<DesktopWindow> real = tap.order.real();
            if (real.isEmpty()) {
                throw new TapWaitingException(missing(name));
            }
            for (DesktopWindow window : real) {
                tap.add(window);
            }
            tap.restoreOrder();
            tap.thread.start();
            return tap;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            tap.close();
            throw e;
        }
    }

    private static String missing(WindowName name) {
        return "there is no window " + name.words() + ": start the program that has it";
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (!closed) {
                look();
            }
        }
        relays.values().forEach(relay -> relay.close("tap closed"));
        present = List.of();
    }

    private void look() {
        Map<Long, DesktopWindow> real = order.real().stream()
                .collect(Collectors.toMap(DesktopWindow::handle, window -> window, (a, b) -> a, LinkedHashMap::new));
        String problem = real.isEmpty() ? missing(name) : "";
        for (WindowRelay gone : List.copyOf(relays.values())) {
            if (!real.containsKey(gone.real().handle())) {
                relays.remove(gone.real().handle());
                gone.close(gone.real().exists() ? "its title changed" : "window closed");
            }
        }
        for (DesktopWindow window : real.values()) {
            problem = relays.containsKey(window.handle()) ? problem : tryToAdd(window, problem);
        }
        restoreOrder();
        say(problem.isEmpty() ? hanging() : problem);
    }

    private String hanging() {
        return present.stream()
                .filter(relay -> relay.proxy().hangs())
                .map(relay -> "window " + relay.real().number()
                        + " hangs: what is sent to it waits, and is recorded when it is taken")
                .findFirst()
                .orElse("");
    }

    private String tryToAdd(DesktopWindow window, String problem) {
        if (relays.size() >= MOST) {
            return "more than " + MOST + " windows " + name.words() + ": the others are not tapped; name a title";
        }
        try {
            add(window);
            return problem;
        } catch (IOException e) {
            return "window " + window.number() + " is not tapped: " + e.getMessage();
        }
    }

    private void add(DesktopWindow window) throws IOException {
        if (relays.size() < MOST) {
            relays.put(window.handle(), WindowRelay.open(window, recorder, beside));
            present = List.copyOf(relays.values());
        }
    }

    private void restoreOrder() {
        present = List.copyOf(relays.values());
        order.restore(present.stream().map(WindowRelay::proxy).toList());
        present.forEach(WindowRelay::forgetEnded);
    }

    private void say(String problem) {
        if (!problem.equals(note)) {
            note = problem;
            if (!problem.isEmpty()) {
                LOG.log(Level.WARNING, "tap {0}: {1}", spec, problem);
            }
        }
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return name.toString();
    }

    @Override
    public int conversations() {
        return present.stream().mapToInt(WindowRelay::conversations).sum();
    }

    @Override
    public String note() {
        return note;
    }

    @Override
    public void close() {
        closed = true;
        if (thread.isAlive()) {
            LockSupport.unpark(thread);
            try {
                thread.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            @Nullable List<WindowRelay> left = List.copyOf(relays.values());
            left.forEach(relay -> relay.close("tap closed"));
        }
        beside.shutdownNow();
    }
}
