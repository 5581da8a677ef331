package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.ClipboardFormats;
import dev.ipcscope.agent.win32.DdeFront;
import dev.ipcscope.agent.win32.DdeInstance;
import dev.ipcscope.agent.win32.DdeMemory;
import dev.ipcscope.agent.win32.DdeMessage;
import dev.ipcscope.agent.win32.DdeWindow;
import dev.ipcscope.agent.win32.MessageLoop;
import dev.ipcscope.agent.win32.TopWindow;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Listens by the system's DDE monitor and stands between nobody. Values are cut to what the monitor gives, some thirty
 * bytes. At its start it sends itself a DDE message: a system that doesn't tell of that never will (Wine), and the note
 * says so.
 */
final class MonitorTap implements Tap {

    private static final System.Logger LOG = System.getLogger(MonitorTap.class.getName());
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final String PROBE_NAME = "ipcscope probe";

    private final TapSpec spec;
    private final DdeName name;
    private final Recorder recorder;
    private final MessageLoop loop;
    private final Formats formats = new Formats(ClipboardFormats::registeredName);
    private final ProcessLookup processes = ProcessLookup.ofThisMachine();
    private final Map<List<Long>, Heard> talks = new HashMap<>(); // only on the loop's thread
    private volatile int open;
    private volatile boolean called;
    private @Nullable DdeInstance instance;

    /** One conversation that is overheard. */
    private record Heard(ConversationLog log, Calls calls, ItemNames items, Transcript transcript) {}

    private MonitorTap(TapSpec spec, DdeName name, Recorder recorder, MessageLoop loop) {
        this.spec = spec;
        this.name = name;
        this.recorder = recorder;
        this.loop = loop;
    }

    static MonitorTap open(TapSpec spec, DdeName name, Recorder recorder) throws IOException {
        MessageLoop loop = MessageLoop.start("dde monitor");
        MonitorTap tap = new MonitorTap(spec, name, recorder, loop);
        try {
            tap.instance = DdeInstance.monitor(loop, tap::heard);
            tap.probe();
            return tap;
        } catch (IOException | RuntimeException e) {
            tap.close();
            throw e;
        }
    }

    private void probe() throws IOException {
        MessageLoop other = MessageLoop.start("dde monitor probe");
        try (DdeWindow asked = DdeWindow.open(loop, true, message -> {});
                DdeWindow asking = DdeWindow.open(other, true, message -> {})) {
            DdeFront.ask(asked.handle(), asking, PROBE_NAME, PROBE_NAME, PROBE);
            long deadline = System.nanoTime() + PROBE.toNanos();
            while (!called && System.nanoTime() < deadline) {
                loop.call(() -> true, PROBE);
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            other.close();
        }
    }

    private void heard(byte[] structure) {
        called = true;
        MonitorMessage heard = MonitorMessage.of(structure);
        if (heard == null) {
            return;
        }
        DdeMessage message = heard.message();
        boolean byClient = talks.containsKey(List.of(message.from(), heard.to()));
        List<Long> key = byClient ? List.of(message.from(), heard.to()) : List.of(heard.to(), message.from());
        Heard talk = talks.get(key);
        if (talk == null && message.message() == DdeMessage.ACK && !message.carriesCommands()) {
            accepted(key, message);
        } else if (talk != null && message.message() == DdeMessage.TERMINATE) {
            talks.remove(key);
            open = talks.size();
            talk.log().close(Details.of(Map.of("end", byClient ? "closed by client" : "closed by server")));
        } else if (talk != null && message.message() != DdeMessage.INITIATE) {
            Direction direction = byClient ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
            Move move = talk.calls()
                    .take(direction, message, heard.block(), talk.items().name(message.atom()), ConversationLog.now());
            talk.transcript().tell(move, heard.size() - (Calls.hasHeader(message) ? DdeHeader.SIZE : 0));
        }
    }

    /** The sent answer to an INITIATE: its words are the atoms of service and topic. */
    private void accepted(List<Long> key, DdeMessage message) {
        String service = DdeMemory.name((int) message.low());
        String topic = DdeMemory.name((int) message.high());
        if (service.isEmpty() || topic.isEmpty() || !name.isAskedBy(service, topic)) {
            return;
        }
        ConversationLog log = recorder.open(
                null,
                service + "|" + topic,
                process(key.get(0)),
                process(key.get(1)),
                Map.of("service", service, "topic", topic));
        boolean unicode = TopWindow.isUnicode(key.get(0)) && TopWindow.isUnicode(key.get(1));
        talks.put(
                key,
                new Heard(log, new Calls(), new ItemNames(DdeMemory::name), new Transcript(log, formats, unicode)));
        open = talks.size();
    }

    private ProcessInfo process(long window) {
        long pid = TopWindow.of(window).pid();
        return pid == 0 ? ProcessInfo.UNKNOWN : processes.describe(pid);
    }

    private boolean closeTalks() {
        talks.values().forEach(talk -> talk.log().close(Details.of(Map.of("end", "tap closed"))));
        talks.clear();
        open = 0;
        return true;
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
        return open;
    }

    @Override
    public String note() {
        return called
                ? ""
                : "this system never calls its DDE monitor back (Wine doesn't), so nothing can be recorded: use dde:SERVICE"
                        + " without mode=monitor";
    }

    @Override
    public void close() {
        DdeInstance present = instance;
        if (present != null) {
            present.close();
        }
        try {
            loop.call(this::closeTalks, PROBE);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a DDE monitor", e);
        }
        loop.close();
    }
}
