package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.layout.LayoutException;
import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.DebugOutput;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Receives what programs say by OutputDebugString, as a debug viewer does: a message a text, a conversation a process,
 * the process being its client.
 */
final class DebugTap implements Tap {

    private static final int CLOSE_SECONDS = 3;
    private static final Duration LEAVE = Duration.ofSeconds(2);

    /** For programs of which always one is in OutputDebugString; the tap is closed meanwhile. */
    private static final Duration LEAVE_LATE = Duration.ofSeconds(60);

    /** A process that has been silent so long is asked whether it still lives. */
    private static final int LOOK_MILLIS = 30_000;

    private static final int MOST_CONVERSATIONS = 1000;
    private static final int TEXT_OFFSET = 4;

    private final TapSpec spec;
    private final MappingName name;
    private final Recorder recorder;
    private final DebugOutput output;
    private final Layout layout;
    private final LongFunction<ProcessInfo> lookup;
    private final Map<Long, ConversationLog> talks = new LinkedHashMap<>(16, 0.75f, true);

    /** Describes processes: that takes some tens of milliseconds, in which no program may wait for its text to be taken. */
    private final ThreadPoolExecutor describing;

    private final Thread thread;
    private volatile boolean closed;
    private volatile int open;

    private DebugTap(
            TapSpec spec,
            MappingName name,
            Recorder recorder,
            DebugOutput output,
            Layout layout,
            LongFunction<ProcessInfo> lookup) {
        this.spec = spec;
        this.name = name;
        this.recorder = recorder;
        this.output = output;
        this.layout = layout;
        this.lookup = lookup;
        this.describing = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_CONVERSATIONS),
                task -> {
                    Thread made = new Thread(task, "debug output processes " + name.prefix());
                    made.setDaemon(true);
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // that one stays a number
        this.thread = new Thread(this::run, "debug output " + name.prefix());
        thread.setDaemon(true);
    }

    static DebugTap start(TapSpec spec, MappingName name, Recorder recorder) throws IOException {
        return start(spec, name, recorder, ProcessLookup.ofThisMachine()::describe);
    }

    static DebugTap start(TapSpec spec, MappingName name, Recorder recorder, LongFunction<ProcessInfo> lookup)
            throws IOException {
        Layout layout = shippedLayout();
        DebugTap tap = new DebugTap(spec, name, recorder, receive(name), layout, lookup);
        tap.thread.start();
        return tap;
    }

    private static DebugOutput receive(MappingName name) throws IOException {
        try {
            return DebugOutput.open(name.prefix());
        } catch (Win32Exception e) {
            if (e.code() == Win32Exception.ALREADY_EXISTS) {
                TapWaitingException waiting = new TapWaitingException(e.getMessage()
                        + ": another program receives the debug output of this session, and only one can; close that"
                        + " debug viewer or debugger, the tap opens by itself then");
                waiting.initCause(e);
                throw waiting;
            }
            throw new IOException(
                    e.getMessage() + ": the debug output of other sessions needs the right to create global objects;"
                            + " run the agent as an administrator",
                    e);
        }
    }

    /** What the buffer means. */
    static Layout shippedLayout() throws IOException {
        try (InputStream in = DebugTap.class.getResourceAsStream("dbwin.layout")) {
            if (in == null) {
                throw new IOException("dbwin.layout is missing from the program");
            }
            return LayoutFile.parse(in.readAllBytes());
        } catch (LayoutException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return name.text();
    }

    @Override
    public int conversations() {
        return open;
    }

    @Override
    public String note() {
        return "What a process under a debugger says goes to the debugger and isn't seen here.";
    }

    @Override
    public void close() {
        closed = true;
        output.stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        describing.shutdownNow();
    }

    private void run() {
        try (output) {
            receive();
            boolean left = output.leave(LEAVE, this::take);
            talks.values().forEach(talk -> talk.close(Details.of(Map.of("reason", "tap closed"))));
            open = 0;
            if (!left) {
                output.leave(LEAVE_LATE, text -> {});
            }
        }
    }

    private void receive() {
        while (!closed) {
            byte[] buffer = output.await(LOOK_MILLIS);
            if (buffer != null) {
                take(buffer);
            } else {
                forgetEnded();
            }
        }
    }

    /** The payload is the text's bytes as the program gave them, without the 0 at their end. */
    private void take(byte[] buffer) {
        long pid = pid(layout, buffer);
        int end = TEXT_OFFSET;
        while (end < buffer.length && buffer[end] != 0) {
            end++;
        }
        ByteBuffer text = ByteBuffer.wrap(buffer, TEXT_OFFSET, end - TEXT_OFFSET);
        ConversationLog known = talks.get(pid);
        ConversationLog talk = known == null ? begin(pid) : known;
        talk.data(Direction.CLIENT_TO_SERVER, text);
        if (known == null) {
            describing.execute(() -> talk.processes(lookup.apply(pid), null));
        }
    }

    static long pid(Layout layout, byte[] buffer) {
        return layout.values(ByteBuffer.wrap(buffer), 1).stream()
                .filter(value -> value.name().equals("pid"))
                .map(value -> (Long) value.value())
                .findFirst()
                .orElse(0L);
    }

    private ConversationLog begin(long pid) {
        if (talks.size() >= MOST_CONVERSATIONS) {
            end(talks.keySet().iterator().next(), "silent for long");
        }
        ConversationLog talk = recorder.open(null, name.text(), ProcessInfo.ofPid(pid), ProcessInfo.UNKNOWN, Map.of());
        talks.put(pid, talk);
        open = talks.size();
        return talk;
    }

    private void forgetEnded() {
        for (Long pid : java.util.List.copyOf(talks.keySet())) {
            boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            if (!alive) {
                end(pid, "process ended");
            }
        }
    }

    private void end(Long pid, String reason) {
        @Nullable ConversationLog talk = talks.remove(pid);
        if (talk != null) {
            talk.close(Details.of(Map.of("reason", reason)));
        }
        open = talks.size();
    }
}
