package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Forerunners;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Records the calls of one conversation. Any number of threads. */
final class CallLog {

    private static final long PENDING_SECONDS = 5;

    private static final ScheduledThreadPoolExecutor REMINDERS = reminders();

    private final ConversationLog log;
    private final AtomicInteger numbers = new AtomicInteger();

    CallLog(ConversationLog log) {
        this.log = log;
    }

    private static ScheduledThreadPoolExecutor reminders() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "com calls without an answer");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    ConversationLog log() {
        return log;
    }

    /** Calls so far. */
    int count() {
        return numbers.get();
    }

    /** Records a call as it comes. */
    Call begin(Face face, String method, String kind, int id, Call.Given given) {
        Wrapped object = face.object();
        boolean late = face.described() == null && face.behaviour() == Behaviours.DISPATCH;
        String type = late ? object.name() : face.name();
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("interface", type);
        about.put("iid", face.iid().toString());
        about.put("object", object.number());
        return begin(object.side().calls(), type, method, kind, id, about, given);
    }

    /** Records a call of what is no object of the conversation: its class object. */
    Call beginActivation(Call.Given given, boolean licensed) {
        String type = licensed ? "IClassFactory2" : "IClassFactory";
        String method = licensed ? "CreateInstanceLic" : "CreateInstance";
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("interface", type);
        about.put("iid", (licensed ? Iids.CLASS_FACTORY_2 : Iids.CLASS_FACTORY).toString());
        return begin(Direction.CLIENT_TO_SERVER, type, method, "method", 0, about, given);
    }

    private Call begin(
            Direction direction,
            String type,
            String method,
            String kind,
            int id,
            Map<String, Object> about,
            Call.Given given) {
        about.put("call", numbers.incrementAndGet());
        about.put("method", method);
        about.put("dispid", id);
        about.put("invoke", kind);
        Map<String, Object> attributes = new LinkedHashMap<>(about);
        given.describe(attributes);
        Forerunners.beforeMessage();
        long now = ConversationLog.now();
        ByteBuffer payload = Call.payload(given.values());
        log.record(Kind.DATA, direction, now, payload.remaining(), payload, Details.of(attributes));
        Call call = new Call(log, direction, about, type + "." + method, now);
        call.remindBy(REMINDERS.schedule(call::stillWaiting, PENDING_SECONDS, TimeUnit.SECONDS));
        return call;
    }

    /** Records something that is no call. */
    void event(Direction direction, Map<String, Object> about, String text) {
        Map<String, Object> attributes = new LinkedHashMap<>(about);
        attributes.put("text", text);
        log.record(Kind.EVENT, direction, ConversationLog.now(), 0, null, Details.of(attributes));
    }
}
