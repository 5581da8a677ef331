package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.ComCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An object of ours that stands for a real one. It has the interfaces that the real one has and lives as long as somebody
 * has a reference to it; then it lets go of the real one.
 *
 * <p>COM's rules (unknwn.h, "Rules for Implementing QueryInterface"): one address for IUnknown; whatever one interface
 * has, all have.
 */
final class Wrapped {

    private final ObjectGraph graph;
    private final int number;
    private final Side side;
    private final long identity;
    private volatile Face unknown;
    private final Connections connections;
    private final Map<Guid, Face> faces = new HashMap<>();
    private final Set<Face> formers = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private final Map<Integer, Map<Integer, String>> argumentNames = new ConcurrentHashMap<>();
    private volatile @Nullable ComInterface described;
    private volatile boolean askedForDescription;
    private int references;

    /**
     * Takes over the reference.
     *
     * @param identity the real one's IUnknown
     * @param described what its IDispatch is known to be, or null
     */
    Wrapped(ObjectGraph graph, int number, Side side, long identity, @Nullable ComInterface described) {
        this.graph = graph;
        this.number = number;
        this.side = side;
        this.identity = identity;
        this.described = described;
        this.unknown = Face.make(this, Iids.UNKNOWN, identity, null, Behaviours.UNKNOWN);
        this.connections = new Connections(this);
    }

    ObjectGraph graph() {
        return graph;
    }

    /** Its number within its conversation, from 1. */
    int number() {
        return number;
    }

    Side side() {
        return side;
    }

    /** Of its IUnknown. */
    long address() {
        return unknown.address();
    }

    Connections connections() {
        return connections;
    }

    /** The names that clients asked the numbers of. */
    Map<Integer, String> names() {
        return names;
    }

    /** The names that clients asked the numbers of, for the arguments of a member. */
    Map<Integer, String> argumentNames(int member) {
        return argumentNames.computeIfAbsent(member, unused -> new ConcurrentHashMap<>());
    }

    /** What its IDispatch is, null when nobody knows. Asks the real one the first time if it must. */
    @Nullable
    ComInterface description(long dispatch) {
        if (described == null && !askedForDescription) {
            askedForDescription = true;
            described = graph.types().ofObject(dispatch);
        }
        return described;
    }

    /** For people: {@code IAccount}; while nobody knows better, an interface that somebody asked for. */
    String name() {
        ComInterface known = described;
        if (known != null) {
            return known.name();
        }
        synchronized (graph) {
            Face dispatch = faces.get(Iids.DISPATCH);
            return dispatch != null
                    ? dispatch.name()
                    : faces.values().stream()
                            .filter(face -> face.real() != 0)
                            .findFirst()
                            .orElse(unknown)
                            .name();
        }
    }

    int addRef() {
        synchronized (graph) {
            return ++references;
        }
    }

    int addRef(Face face) {
        face.references().incrementAndGet();
        return addRef();
    }

    /** By one of its interfaces. */
    int release(Face face) {
        boolean former;
        synchronized (graph) {
            former = face.references().decrementAndGet() == 0 && formers.remove(face);
        }
        int left = release();
        if (former) {
            face.free();
        }
        return left;
    }

    /** Another IUnknown is its identity from now on; nobody but COM in this process has a reference to the one so far. */
    void renew() {
        Face former;
        synchronized (graph) {
            if (references == 0) {
                return; // it has ended
            }
            former = unknown;
            unknown = Face.make(this, Iids.UNKNOWN, identity, null, Behaviours.UNKNOWN);
            if (former.references().get() != 0) {
                formers.add(former);
                return;
            }
        }
        former.free();
    }

    int release() {
        int left;
        synchronized (graph) {
            left = --references;
            if (left == 0) {
                graph.forget(identity, side);
            }
        }
        if (left == 0) {
            dispose();
        }
        return Math.max(0, left);
    }

    private void dispose() {
        List<Face> all;
        synchronized (graph) {
            all = new ArrayList<>(faces.values());
            faces.clear();
        }
        all.forEach(Face::free);
        unknown.free();
        // The real one's process may take its time, so no lock is held.
        all.forEach(face -> ComCall.release(face.real()));
        ComCall.release(identity);
        graph.objectGone();
    }

    /** QueryInterface. */
    int query(Guid iid, long[] out) {
        out[0] = 0;
        if (Iids.LOCAL_ONLY.contains(iid)) {
            Behaviour ours = connections.behaviour(iid);
            if (ours == null) {
                return HResult.NO_INTERFACE;
            }
            out[0] = face(iid, 0, new Types.Known(null, ours)).address();
            return HResult.OK;
        }
        Face present = present(iid);
        if (present != null) {
            out[0] = present.address();
            return HResult.OK;
        }
        long[] real = new long[1];
        int answer = ComCall.query(identity, iid, real);
        if (HResult.failed(answer) || real[0] == 0) {
            return answer;
        }
        Types.Known known = graph.types().known(iid);
        if (known == null) {
            // Nobody described it: COM's stub calls the real one directly. To the client it is still this object's.
            graph.passedBy(this, iid);
            out[0] = real[0];
            return answer;
        }
        if (described == null
                && known.described() != null
                && iid.equals(known.described().iid())) {
            described = known.described();
        }
        out[0] = face(iid, real[0], known).address();
        return answer;
    }

    private @Nullable Face present(Guid iid) {
        synchronized (graph) {
            Face face = iid.equals(Iids.UNKNOWN) ? unknown : faces.get(iid);
            if (face != null) {
                addRef(face);
            }
            return face;
        }
    }

    private Face face(Guid iid, long real, Types.Known known) {
        Face face;
        boolean late;
        synchronized (graph) {
            face = faces.get(iid);
            late = face != null;
            if (face == null) {
                face = Face.make(this, iid, real, known.described(), known.behaviour());
                faces.put(iid, face);
            }
            addRef(face);
        }
        if (late) {
            ComCall.release(real);
        }
        return face;
    }
}
