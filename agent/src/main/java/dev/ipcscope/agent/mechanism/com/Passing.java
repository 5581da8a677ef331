package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.mechanism.com.ObjectPlaces.Place;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries the objects of one call across: what one side gets of the other is wrapped, so that its calls are seen, what comes
 * back home is unwrapped, so that either side sees its own objects again. One thread.
 *
 * <p>What is given ([in]) is lent and put back after the call; what is handed over ([out], and both ways) changes owner with
 * its reference.
 */
final class Passing {

    private static final NativeMemory MEMORY = NativeMemory.INSTANCE;

    private final ObjectGraph graph;
    private final Side callee;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** For a call of an object that lives there. */
    Passing(ObjectGraph graph, Side callee) {
        this.graph = graph;
        this.callee = callee;
    }

    /** What the callee gets in the place of an object that it is lent. */
    long lend(long pointer, Guid iid, @Nullable ComInterface hint) {
        if (pointer == 0) {
            return 0;
        }
        Face ours = Face.at(pointer);
        if (ours != null) {
            return ours.object().side() == callee ? ours.real() : pointer;
        }
        ComCall.addRef(pointer);
        long wrapped = graph.wrap(pointer, iid, hint, callee.other());
        undo.push(() -> ComCall.release(wrapped));
        return wrapped;
    }

    /** The same for one that stands somewhere; put back by {@link #finish}. */
    private void lendAt(long address, Guid iid) {
        long pointer = MEMORY.longAt(address);
        long lent = lend(pointer, iid, null);
        if (lent != pointer) {
            NativeMemory.putLong(address, lent);
            undo.push(() -> NativeMemory.putLong(address, pointer));
        }
    }

    /** Before the call: objects of values that are given; those that the callee may replace are handed over. */
    void give(List<Place> places) {
        for (Place place : places) {
            if (place.shared()) {
                handOver(place.address(), iid(place), null, callee);
            } else {
                lendAt(place.address(), iid(place));
            }
        }
    }

    /** Before the call: objects that the callee may replace. */
    void giveUp(List<Place> places) {
        places.forEach(place -> handOver(place.address(), iid(place), null, callee));
    }

    /** Before the call: one that the callee may replace. */
    void giveUp(long address, Guid iid, @Nullable ComInterface hint) {
        handOver(address, iid, hint, callee);
    }

    /** After the call: objects that came back in what the callee could replace. */
    void takeShared(List<Place> places) {
        for (Place place : places) {
            if (place.shared()) {
                handOver(place.address(), iid(place), null, callee.other());
            }
        }
    }

    /** After the call: objects of values that came back. */
    void take(List<Place> places, @Nullable ComInterface hint) {
        places.forEach(place -> handOver(place.address(), iid(place), hint, callee.other()));
    }

    /** After the call: an object that came back. */
    void take(long address, Guid iid, @Nullable ComInterface hint) {
        handOver(address, iid, hint, callee.other());
    }

    private static Guid iid(Place place) {
        return place.dispatch() ? Iids.DISPATCH : Iids.UNKNOWN;
    }

    private void handOver(long address, Guid iid, @Nullable ComInterface hint, Side to) {
        long pointer = MEMORY.longAt(address);
        if (pointer == 0) {
            return;
        }
        Face ours = Face.at(pointer);
        if (ours == null) {
            NativeMemory.putLong(address, graph.wrap(pointer, iid, hint, to.other()));
        } else if (ours.object().side() == to) {
            ComCall.addRef(ours.real());
            NativeMemory.putLong(address, ours.real());
            ours.object().release(ours);
        }
    }

    /** After the call, when all has been taken: puts back what was lent. */
    void finish() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
