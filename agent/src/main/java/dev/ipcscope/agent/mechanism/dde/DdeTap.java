package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.DdeFront;
import dev.ipcscope.agent.win32.MessageLoop;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A tap of a DDE service: a window that clients ask before the real server's, on a thread of its own, since a client waits
 * for it while it asks others; and the windows of all conversations on a second thread, on which nothing waits.
 *
 * <p>Nothing is known of a server before a client asks for it, so the tap needs no server to be open: it comes and goes
 * as it likes, and a client finds it, or not, as it would without the tap.
 */
final class DdeTap implements Tap {

    private static final System.Logger LOG = System.getLogger(DdeTap.class.getName());
    private static final long LOOK_MILLIS = 250;
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final TapSpec spec;
    private final DdeName name;
    private final MessageLoop asking;
    private final MessageLoop talking;
    private final Meeting meeting;
    private final List<DdeConversation> conversations = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dde looks");
        thread.setDaemon(true);
        return thread;
    });
    private final ProcessLookup processes = ProcessLookup.ofThisMachine();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable DdeFront front;
    private volatile String trouble = "";

    private DdeTap(TapSpec spec, DdeName name, MessageLoop asking, MessageLoop talking, Recorder recorder) {
        this.spec = spec;
        this.name = name;
        this.asking = asking;
        this.talking = talking;
        this.meeting = new Meeting(name, talking, recorder, this::begun);
    }

    /** Opens it; clients that look for the service from now on are seen. */
    static DdeTap open(TapSpec spec, DdeName name, Recorder recorder) throws IOException {
        MessageLoop asking = MessageLoop.start("dde " + name);
        MessageLoop talking;
        try {
            talking = MessageLoop.startRoomy("dde conversations of " + name);
        } catch (IOException e) {
            asking.close();
            throw e;
        }
        DdeTap tap = new DdeTap(spec, name, asking, talking, recorder);
        try {
            tap.front = DdeFront.open(asking, tap.meeting);
        } catch (IOException | RuntimeException e) {
            tap.close();
            throw e;
        }
        tap.looks.scheduleWithFixedDelay(tap::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return tap;
    }

    private void begun(DdeConversation conversation, ConversationLog log, ProcessInfo client, ProcessInfo server) {
        conversations.add(conversation);
        try {
            looks.execute(() -> log.processes(described(client), described(server)));
        } catch (RejectedExecutionException e) {
            // the tap is closing
        }
    }

    private ProcessInfo described(ProcessInfo process) {
        Long pid = process.pid();
        return pid == null ? process : processes.describe(pid);
    }

    private void look() {
        try {
            DdeFront present = front;
            if (present != null) {
                asking.post(present::stayFirst);
            }
            long now = ConversationLog.now();
            talking.post(() -> {
                conversations.forEach(conversation -> conversation.look(now));
                conversations.removeIf(DdeConversation::isOver);
            });
            trouble = "";
        } catch (RejectedExecutionException e) {
            trouble = "it takes no messages: " + e.getMessage() + "; close the tap and open it again";
        }
    }

    /** Those that are open or just ending. */
    List<DdeConversation> talks() {
        return List.copyOf(conversations);
    }

    /** Runs something on the conversations' thread. */
    void onLoop(Runnable task) {
        talking.post(task);
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
        return (int) conversations.stream().filter(DdeConversation::isOpen).count();
    }

    @Override
    public String note() {
        return trouble.isEmpty() ? meeting.refusal() : trouble;
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        DdeFront present = front;
        if (present != null) {
            quietly(asking, present::close);
        }
        quietly(talking, () -> conversations.forEach(DdeConversation::close));
        looks.shutdownNow();
        asking.close();
        talking.close();
        conversations.clear();
    }

    private void quietly(MessageLoop loop, Runnable task) {
        try {
            loop.call(
                    () -> {
                        task.run();
                        return true;
                    },
                    CLOSE);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing tap {0}: {1}", spec, e.getMessage());
        }
    }
}
