package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.win32.ClipboardFormats;
import dev.ipcscope.agent.win32.DdeFront;
import dev.ipcscope.agent.win32.DdeMemory;
import dev.ipcscope.agent.win32.DdeMessage;
import dev.ipcscope.agent.win32.DdeWindow;
import dev.ipcscope.agent.win32.MessageLoop;
import dev.ipcscope.agent.win32.TopWindow;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a client looks for a server: the tap asks all others in its place, and whoever accepts gets a
 * conversation. The client waits meanwhile, as it would wait for the servers. On the thread of the front's window.
 */
final class Meeting implements DdeFront.Host {

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration ALL_ANSWERS = Duration.ofSeconds(8);
    private static final long SLOW_NANOS = 30_000_000_000L;

    private final DdeName name;
    private final MessageLoop loop;
    private final Recorder recorder;
    private final Listener listener;
    private final long self = ProcessHandle.current().pid();
    private final Formats formats = new Formats(ClipboardFormats::registeredName);

    /** Threads that didn't answer, and when they may be asked again. */
    private final Map<Long, Long> slow = new ConcurrentHashMap<>();

    private volatile String refusal = "";

    /** Is told of conversations. */
    interface Listener {
        /** One began; its client will know in a moment. */
        void begun(DdeConversation conversation, ConversationLog log, ProcessInfo client, ProcessInfo server);
    }

    /** Who asked, and for what. */
    private record Question(long client, boolean unicode, long pid, String service, String topic) {}

    /**
     * For a tap.
     *
     * @param loop of the conversations' windows; not the front's
     * @param listener is told each conversation
     */
    Meeting(DdeName name, MessageLoop loop, Recorder recorder, Listener listener) {
        this.name = name;
        this.loop = loop;
        this.recorder = recorder;
        this.listener = listener;
    }

    /** Why the last client got no conversation; empty when it got one, or none came. */
    String refusal() {
        return refusal;
    }

    @Override
    public void asked(long client, String service, String topic) {
        if (!name.isAskedBy(service, topic)) {
            return;
        }
        TopWindow window = TopWindow.of(client);
        if (window.pid() == self || window.pid() == 0) {
            return;
        }
        String onlyTopic = name.topic() == null ? topic : name.topic();
        Question question = new Question(client, TopWindow.isUnicode(client), window.pid(), name.service(), onlyTopic);
        try {
            int accepted = askAll(question);
            if (accepted == 0 && !service.isEmpty() && !topic.isEmpty()) {
                refused(question);
            } else if (accepted > 0) {
                refusal = "";
            }
        } catch (IOException e) {
            refusal = "a client of process " + window.pid() + " couldn't be served: " + e.getMessage();
        }
    }

    private int askAll(Question question) throws IOException {
        long deadline = System.nanoTime() + ALL_ANSWERS.toNanos();
        int accepted = 0;
        FarEnd far = FarEnd.open(loop, question.unicode());
        try {
            for (TopWindow window : TopWindow.all()) {
                if (System.nanoTime() > deadline) {
                    break;
                }
                if (mayServe(window)) {
                    long asked = System.nanoTime();
                    if (!DdeFront.ask(window.handle(), far.window(), question.service(), question.topic(), ANSWER)
                            && System.nanoTime() - asked >= ANSWER.toNanos()) {
                        slow.put(window.tid(), System.nanoTime() + SLOW_NANOS);
                    }
                    for (DdeMessage answer : far.takeAnswers()) {
                        begin(question, far, answer);
                        accepted++;
                    }
                }
            }
        } finally {
            far.closeUnlessUsed();
        }
        return accepted;
    }

    private boolean mayServe(TopWindow window) {
        Long until = slow.get(window.tid());
        if (until != null && System.nanoTime() - until < 0) {
            return false;
        }
        slow.remove(window.tid());
        return window.pid() != self && !window.windowClass().equals(DdeFront.CLASS) && !window.isHung();
    }

    private void begin(Question question, FarEnd far, DdeMessage answer) throws IOException {
        int serviceAtom = (int) answer.low();
        int topicAtom = (int) answer.high();
        String service = DdeMemory.name(serviceAtom);
        String topic = DdeMemory.name(topicAtom);
        boolean unicode = TopWindow.isUnicode(answer.from());
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("service", service);
        attributes.put("topic", topic);
        attributes.put("clientCharacters", question.unicode() ? "Unicode" : "ANSI");
        attributes.put("serverCharacters", unicode ? "Unicode" : "ANSI");
        ProcessInfo client = ProcessInfo.ofPid(question.pid());
        ProcessInfo server = process(TopWindow.of(answer.from()).pid());
        ConversationLog log = recorder.open(null, service + "|" + topic, client, server, attributes);
        Begun holder = new Begun();
        DdeWindow near = DdeWindow.open(loop, unicode, holder::received);
        DdeConversation conversation = new DdeConversation(
                new DdeConversation.Ends(question.client(), near, far, answer.from()),
                log,
                new Transcript(log, formats, unicode && question.unicode()),
                recorder.recordsFirst());
        holder.conversation = conversation;
        listener.begun(conversation, log, client, server);
        far.expect(); // else it would be closed when all are asked, should the loop come to the next line later
        near.accept(question.client(), serviceAtom, topicAtom, ANSWER);
        loop.post(() -> far.join(answer.from(), conversation)); // what the server says comes after its acceptance
    }

    private static ProcessInfo process(long pid) {
        return pid == 0 ? ProcessInfo.UNKNOWN : ProcessInfo.ofPid(pid);
    }

    private void refused(Question question) {
        String wanted = question.service() + "|" + question.topic();
        refusal = "no server accepted the last client, which asked for " + wanted;
        ConversationLog log = recorder.open(
                null,
                wanted,
                ProcessInfo.ofPid(question.pid()),
                ProcessInfo.UNKNOWN,
                Map.of("topic", question.topic()));
        log.error(
                Direction.CLIENT_TO_SERVER,
                0,
                "no server accepted " + wanted + ": none has that name and topic, or it refused");
        log.close(Details.of(Map.of("end", "refused")));
    }

    /** A window is made before its conversation; nothing comes to it before the client knows it. */
    private static final class Begun {
        private volatile @Nullable DdeConversation conversation;

        void received(DdeMessage message) {
            DdeConversation present = conversation;
            if (present != null) {
                present.received(message);
            }
        }
    }
}
