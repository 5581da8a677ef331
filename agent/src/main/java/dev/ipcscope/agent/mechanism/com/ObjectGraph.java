package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.win32.ole.ComCall;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation: the objects that came from one activation by a client. Any number of threads; its monitor guards counts of
 * references and is never held during a call of another process.
 */
final class ObjectGraph {

    private final Values values = new Values(this);
    private final Types types;
    private final CallLog calls;
    private final Consumer<ObjectGraph> over;
    private final Map<Side, Map<Long, Wrapped>> objects = new EnumMap<>(Side.class);
    private final Set<String> toldPassedBy = ConcurrentHashMap.newKeySet();
    private int numbers;
    private int living;
    private boolean ended;

    /** A graph without objects yet. */
    ObjectGraph(Types types, CallLog calls, Consumer<ObjectGraph> over) {
        this.types = types;
        this.calls = calls;
        this.over = over;
        for (Side side : Side.values()) {
            objects.put(side, new HashMap<>());
        }
    }

    Values values() {
        return values;
    }

    Types types() {
        return types;
    }

    CallLog calls() {
        return calls;
    }

    /**
     * Puts an object of ours in the place of a real one.
     *
     * @param raw an interface of the real one; its reference is used up when it is wrapped
     * @param iid which interface that is
     * @param hint what the object's IDispatch is said to be, or null
     * @return the address of our interface with a reference, or {@code raw} when it stays as it is
     */
    long wrap(long raw, Guid iid, @Nullable ComInterface hint, Side side) {
        long identity = ComCall.query(raw, Iids.UNKNOWN);
        if (identity == 0) {
            return raw;
        }
        if (!isElsewhere(raw)) {
            ComCall.release(identity); // it came by value and is now in this process, as it would be in the client's
            return raw;
        }
        Wrapped object = wrapped(identity, hint, side);
        long[] out = new long[1];
        int answer = object.query(iid, out);
        object.release();
        if (HResult.failed(answer) || out[0] == 0) {
            return raw;
        }
        ComCall.release(raw);
        return out[0];
    }

    /** Only proxies have IMultiQI. */
    private static boolean isElsewhere(long object) {
        long found = ComCall.query(object, Iids.MULTI_QI);
        ComCall.release(found);
        return found != 0;
    }

    /** With a reference. Takes over that of the identity. */
    private Wrapped wrapped(long identity, @Nullable ComInterface hint, Side side) {
        Wrapped object;
        boolean known;
        synchronized (this) {
            object = objects(side).get(identity);
            known = object != null;
            if (object == null) {
                object = new Wrapped(this, ++numbers, side, identity, hint);
                objects(side).put(identity, object);
                living++;
            }
            object.addRef();
        }
        if (known) {
            ComCall.release(identity);
        }
        return object;
    }

    private Map<Long, Wrapped> objects(Side side) {
        return java.util.Objects.requireNonNull(objects.get(side));
    }

    /** Called with the monitor held. */
    void forget(long identity, Side side) {
        objects(side).remove(identity);
    }

    void objectGone() {
        boolean last;
        synchronized (this) {
            last = --living == 0;
        }
        if (last) {
            end("released by the client");
        }
    }

    /** How many objects there are. */
    synchronized int living() {
        return living;
    }

    /** Ends the conversation, once; calls that still come are passed on and not recorded. */
    void end(String why) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("end", why);
        attributes.put("calls", calls.count());
        attributes.put("objects", numbers);
        calls.log().close(Details.of(attributes));
        over.accept(this);
    }

    /** An interface that no type library describes is used directly. Told once each. */
    void passedBy(Wrapped object, Guid iid) {
        if (toldPassedBy.add(object.number() + " " + iid)) {
            calls.event(
                    object.side().calls(),
                    Map.of("object", object.number(), "iid", iid.toString()),
                    "the client uses interface " + types.nameOf(iid) + " of " + object.name()
                            + ", which no type library describes: its calls pass by unseen");
        }
    }
}
