package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A call that began and isn't answered yet. One thread, but {@link #stillWaiting} comes on another. */
final class Call {

    private final ConversationLog log;
    private final Direction direction;
    private final Map<String, Object> about;
    private final String name;
    private final long began;
    private volatile @Nullable Future<?> reminder;

    Call(ConversationLog log, Direction direction, Map<String, Object> about, String name, long began) {
        this.log = log;
        this.direction = direction;
        this.about = about;
        this.name = name;
        this.began = began;
    }

    void remindBy(Future<?> future) {
        reminder = future;
    }

    /** Five seconds have passed. */
    void stillWaiting() {
        Map<String, Object> attributes = new LinkedHashMap<>(about);
        attributes.put("pending", true);
        attributes.put("text", name + ": no answer for 5 s, still waiting");
        log.record(Kind.EVENT, direction, ConversationLog.now(), 0, null, Details.of(attributes));
    }

    /**
     * The answer.
     *
     * @param hresult what the call returned
     * @param returned what came back, null when it failed
     * @param exception what else was said of a failure
     */
    void end(int hresult, @Nullable Returned returned, Map<String, Object> exception) {
        long now = ConversationLog.now();
        Future<?> pending = reminder;
        if (pending != null) {
            pending.cancel(false);
        }
        Map<String, Object> attributes = new LinkedHashMap<>(about);
        attributes.put("duration", now - began);
        attributes.put("hresult", HResult.hex(hresult));
        attributes.put("hresultText", HResult.name(hresult));
        if (!exception.isEmpty()) {
            attributes.put("exception", exception);
        }
        if (HResult.saysGone(hresult)) {
            String text = name + " failed: " + HResult.words(hresult);
            Details details = new Details(new Details.Failure(hresult, text), null, List.of(), attributes);
            log.record(Kind.ERROR, direction.reversed(), now, 0, null, details);
            return;
        }
        Map<String, Object> values = returned == null ? Map.of() : returned.values();
        if (returned != null) {
            returned.describe(attributes);
        }
        ByteBuffer payload = payload(values);
        log.record(Kind.DATA, direction.reversed(), now, payload.remaining(), payload, Details.of(attributes));
    }

    static ByteBuffer payload(Map<String, Object> values) {
        return ByteBuffer.wrap(Json.text(values).getBytes(StandardCharsets.UTF_8));
    }

    /** What the caller gave. */
    static final class Given {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
        private final List<Map<String, Object>> types = new ArrayList<>();
        private final List<String> named = new ArrayList<>();
        private final Map<String, Object> more = new LinkedHashMap<>();

        void add(String name, String type, @Nullable Object value) {
            String free = name;
            for (int i = 2; values.containsKey(free); i++) {
                free = name + i;
            }
            values.put(free, value);
            types.add(Map.of("name", free, "type", type));
        }

        /** Takes the numbers of objects that have one only now. */
        void completeBy(Given later) {
            values.replaceAll((name, value) -> Values.complete(value, later.values.get(name)));
        }

        void named(String name) {
            named.add(name);
        }

        void put(String name, Object value) {
            more.put(name, value);
        }

        Map<String, @Nullable Object> values() {
            return values;
        }

        void describe(Map<String, Object> attributes) {
            if (!types.isEmpty()) {
                attributes.put("arguments", types);
            }
            if (!named.isEmpty()) {
                attributes.put("named", named);
            }
            attributes.putAll(more);
        }
    }

    /** What came back. */
    static final class Returned {
        private final Map<String, Object> values = new LinkedHashMap<>();
        private final Map<String, @Nullable Object> out = new LinkedHashMap<>();
        private final List<Map<String, Object>> types = new ArrayList<>();
        private @Nullable String resultType;

        void result(String type, @Nullable Object value) {
            resultType = type;
            values.put("result", value == null ? Json.NULL : value);
        }

        void add(String name, String type, @Nullable Object value) {
            out.put(name, value);
            types.add(Map.of("name", name, "type", type));
        }

        /** Takes the numbers of objects that went home since. */
        void completeBy(Returned earlier) {
            values.replaceAll((name, value) -> {
                Object complete = Values.complete(value, earlier.values.get(name));
                return complete == null ? Json.NULL : complete;
            });
            out.replaceAll((name, value) -> Values.complete(value, earlier.out.get(name)));
        }

        Map<String, Object> values() {
            if (!out.isEmpty()) {
                values.put("out", out);
            }
            return values;
        }

        void describe(Map<String, Object> attributes) {
            if (resultType != null) {
                attributes.put("resultType", resultType);
            }
            if (!types.isEmpty()) {
                attributes.put("out", types);
            }
        }
    }
}
