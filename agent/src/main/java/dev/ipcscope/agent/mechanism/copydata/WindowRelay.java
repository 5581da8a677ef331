package dev.ipcscope.agent.mechanism.copydata;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.win32.DesktopWindow;
import dev.ipcscope.agent.win32.ProxyWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** One real window, the proxy in front of it, and the conversations of those who send to it. */
final class WindowRelay implements ProxyWindow.Receiver {

    private static final int MOST_CONVERSATIONS = 1_000;
    private static final long LOOK_NANOS = 5_000_000_000L;
    private static final long UNKNOWN = 0;

    private final DesktopWindow real;
    private final Recorder recorder;
    private final ScheduledExecutorService beside;
    private final ProcessLookup lookup = ProcessLookup.ofThisMachine();
    private final Map<Long, Talk> talks = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long looked = System.nanoTime();
    private volatile @Nullable ProxyWindow proxy;
    private volatile boolean closed;

    private WindowRelay(DesktopWindow real, Recorder recorder, ScheduledExecutorService beside) {
        this.real = real;
        this.recorder = recorder;
        this.beside = beside;
    }

    /**
     * Opens one.
     *
     * @param beside looks at processes and tells of calls that wait long
     */
    static WindowRelay open(DesktopWindow real, Recorder recorder, ScheduledExecutorService beside) throws IOException {
        WindowRelay relay = new WindowRelay(real, recorder, beside);
        relay.proxy = ProxyWindow.open(real, relay);
        return relay;
    }

    DesktopWindow real() {
        return real;
    }

    ProxyWindow proxy() {
        return Objects.requireNonNull(proxy);
    }

    int conversations() {
        synchronized (talks) {
            return talks.size();
        }
    }

    @Override
    public ProxyWindow.Answer came(
            long sender, @Nullable Long pid, long dwData, long length, @Nullable ByteBuffer data) {
        return talk(pid).call(sender, dwData, length, data);
    }

    @Override
    public void broadcast(long sender, @Nullable Long pid, long dwData, long length, @Nullable ByteBuffer data) {
        talk(pid).broadcast(sender, dwData, length, data);
    }

    private Talk talk(@Nullable Long pid) {
        long key = pid == null ? UNKNOWN : pid;
        synchronized (talks) {
            Talk known = talks.get(key);
            if (known != null) {
                return known;
            }
            if (talks.size() >= MOST_CONVERSATIONS) {
                end(talks.keySet().iterator().next(), "silent for long");
            }
            Talk talk = new Talk(
                    recorder.open(
                            null,
                            new WindowName(real.className(), real.title()).toString(),
                            pid == null ? ProcessInfo.UNKNOWN : ProcessInfo.ofPid(pid),
                            ProcessInfo.ofPid(real.pid()),
                            Map.of("window", real.number(), "windowClass", real.className(), "title", real.title())),
                    real.handle(),
                    beside);
            talks.put(key, talk);
            describe(talk, pid);
            return talk;
        }
    }

    /** Takes milliseconds, so not while the sender waits. */
    private void describe(Talk talk, @Nullable Long pid) {
        try {
            beside.execute(
                    () -> talk.log().processes(pid == null ? null : lookup.describe(pid), lookup.describe(real.pid())));
        } catch (RejectedExecutionException e) {
            // the tap is closing
        }
    }

    /** Ends the conversations of processes that have ended; looks now and then. */
    void forgetEnded() {
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) {
            return;
        }
        looked = now;
        synchronized (talks) {
            for (Long pid : List.copyOf(talks.keySet())) {
                boolean ended = pid != UNKNOWN
                        && !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
                if (ended) {
                    end(pid, "process ended");
                }
            }
        }
    }

    private void end(Long pid, String how) {
        Talk talk = talks.remove(pid);
        if (talk != null) {
            talk.close(how);
        }
    }

    /** Takes the proxy away and ends the conversations. */
    void close(String how) {
        if (!closed) {
            closed = true;
            proxy().close();
            synchronized (talks) {
                for (Iterator<Talk> each = talks.values().iterator(); each.hasNext(); ) {
                    each.next().close(how);
                    each.remove();
                }
            }
        }
    }
}
