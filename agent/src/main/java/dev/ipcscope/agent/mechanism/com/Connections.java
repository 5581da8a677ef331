package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.win32.Wine;
import dev.ipcscope.agent.win32.ole.StandardMarshaler;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether other processes have references to an object of ours. Any number of threads.
 *
 * <p>When the last of them lets go while an answer with a new reference is on its way, Wine 8 ends what stands for the object
 * in COM all the same (stubmanager.c: it is looked up and counted in two steps), and calls by the new reference fail with
 * RPC_E_DISCONNECTED. Most servers live in a single-threaded apartment, where the two can't meet; our objects don't. So
 * under Wine it is we who end it, while no reference is being made. Windows doesn't need that.
 */
final class Connections {

    private final Wrapped object;
    private boolean kept; // these guarded by this
    private int count;
    private volatile @Nullable Thread ending;

    /** Of an object. */
    Connections(Wrapped object) {
        this.object = object;
    }

    /** How the object has one of the interfaces that COM asks for in our own process, null when it hasn't. */
    @Nullable
    Behaviour behaviour(Guid iid) {
        if (!Wine.runsHere()) {
            return null;
        }
        if (iid.equals(Iids.EXTERNAL_CONNECTION)) {
            return Behaviours.EXTERNAL_CONNECTION;
        }
        // CoDisconnectObject would leave it to our IMarshal, if there were one.
        boolean disconnects = Thread.currentThread().equals(ending);
        return iid.equals(Iids.MARSHAL) && !disconnects ? Behaviours.MARSHAL : null;
    }

    /** A reference is made for another process. */
    synchronized int hand(IntSupplier over) {
        if (!kept) {
            kept = StandardMarshaler.keep(object.address());
        }
        int answer = over.getAsInt();
        endIfUnused();
        return answer;
    }

    /** Other processes have references. */
    synchronized int add() {
        return ++count;
    }

    /** They have none any more. */
    synchronized int remove() {
        int left = --count;
        endIfUnused();
        return left;
    }

    private void endIfUnused() {
        if (kept && count == 0) {
            kept = false;
            ending = Thread.currentThread();
            StandardMarshaler.disconnect(object.address());
            ending = null;
            // COM finds what ends until the call that let go has returned: the next reference is that of another.
            object.renew();
        }
    }
}
