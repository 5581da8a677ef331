package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.model.Direction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has agreed on and which of its calls are open. Bounded: the oldest is forgotten. For one thread.
 *
 * <p>An answer belongs to the question with its call id. Some servers answer every call with the same id (Wine's with 1);
 * since a server that does so answers in order, an id that no open question has is taken for the oldest one's.
 */
final class RpcState {

    private static final int MAX_CONTEXTS = 512;
    private static final int MAX_PROPOSALS = 8;
    private static final int MAX_CALLS = 512;
    private static final int ENTRY = 250; // bytes, about

    /**
     * What a presentation context stands for.
     *
     * @param uuid of the interface
     * @param version {@code 2.0}
     * @param transfer the transfer syntax's UUID that was agreed on or proposed first
     */
    record Syntax(String uuid, String version, String transfer) {}

    /** A call that was asked and isn't answered yet. */
    record Call(long id, int context, int operation, boolean object) {}

    private Interfaces interfaces;
    private final Map<Integer, Syntax> contexts = new LinkedHashMap<>();
    private final Deque<Map<Integer, Syntax>> proposals = new ArrayDeque<>();
    private final Map<Long, Call> open = new LinkedHashMap<>();
    private final Map<Long, Call> answering = new HashMap<>();
    private final Stubs stubs = new Stubs();

    private @Nullable Told told;

    RpcState(Interfaces interfaces) {
        this.interfaces = interfaces;
    }

    /** More names. */
    void learn(List<RpcInterface> more) {
        interfaces = interfaces.with(more);
    }

    /** What is known of the next payload's first call, or null. */
    void told(@Nullable Told about) {
        told = about;
    }

    /** The same, once. */
    @Nullable
    Told takeTold() {
        Told taken = told;
        told = null;
        return taken;
    }

    /** The interface of this UUID, or null. */
    @Nullable
    RpcInterface named(String uuid) {
        return interfaces.find(uuid);
    }

    /** What a context stands for; null when that was agreed on before anything was seen. */
    @Nullable
    Syntax syntax(int context) {
        return contexts.get(context);
    }

    /** The interface of a context, or null. */
    @Nullable
    RpcInterface of(int context) {
        Syntax syntax = contexts.get(context);
        return syntax == null ? null : interfaces.find(syntax.uuid());
    }

    /** A bind or alter_context proposes these; until it is answered they are taken for accepted. */
    void propose(Map<Integer, Syntax> proposed) {
        if (proposals.size() == MAX_PROPOSALS) {
            proposals.removeFirst();
        }
        proposals.addLast(proposed);
        proposed.forEach(this::put);
    }

    /** What the oldest proposal held, in its order, with the answers to it: context id and whether it was accepted. */
    List<Map.Entry<Integer, Syntax>> answered() {
        Map<Integer, Syntax> first = proposals.pollFirst();
        return first == null ? List.of() : new ArrayList<>(first.entrySet());
    }

    /** A context was refused. */
    void refused(int context) {
        contexts.remove(context);
    }

    private void put(int context, Syntax syntax) {
        contexts.put(context, syntax);
        forgetOldest(contexts, MAX_CONTEXTS);
    }

    /** A question begins. */
    void asked(Call call) {
        open.remove(call.id());
        open.put(call.id(), call);
        forgetOldest(open, MAX_CALLS);
    }

    /** The question that was asked with this id and isn't answered, or null. */
    @Nullable
    Call question(long id) {
        return open.get(id);
    }

    /** The question to which an answer with this id belongs, or null. The answer's last part closes it. */
    @Nullable
    Call answer(long id, boolean first, boolean last) {
        Call call = first ? null : answering.get(id);
        if (call == null) {
            call = open.remove(id);
        }
        if (call == null && !open.isEmpty()) {
            Iterator<Call> oldest = open.values().iterator();
            call = oldest.next();
            oldest.remove();
        }
        if (call != null && !last) {
            answering.put(id, call);
            if (answering.size() > MAX_CALLS) {
                answering.keySet().removeIf(other -> other != id);
            }
        } else {
            answering.remove(id);
        }
        return call;
    }

    /** A stub that comes in fragments: joins this one to those before; null while it isn't complete. */
    Stubs.@Nullable Stub join(Direction direction, long call, boolean first, boolean last, byte[] fragment) {
        return stubs.join(direction, call, first, last, fragment);
    }

    /** Bytes held, about. */
    int size() {
        return stubs.size() + ENTRY * (contexts.size() + open.size() + answering.size());
    }

    private static <K, V> void forgetOldest(Map<K, V> map, int most) {
        if (map.size() > most) {
            Iterator<K> oldest = map.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
