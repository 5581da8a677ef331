package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.TypeLibrary;
import dev.ipcscope.agent.win32.ole.ComException;
import dev.ipcscope.agent.win32.ole.HeldLibrary;
import dev.ipcscope.agent.win32.ole.Registry;
import dev.ipcscope.agent.win32.ole.Registry.Key;
import dev.ipcscope.agent.win32.ole.TypeLibraries;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known of interfaces: from the class's own type library, and from those that the registry names. */
final class Types implements AutoCloseable {

    private static final String DISPATCH_STUB = "{00020420-0000-0000-C000-000000000046}";

    private final @Nullable TypeLibrary library;
    private final Map<Guid, Optional<Known>> all = new ConcurrentHashMap<>();
    private final Map<Guid, HeldLibrary> held = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * How to stand for an interface.
     *
     * @param described what a type library says of it, or null
     */
    record Known(@Nullable ComInterface described, Behaviour behaviour) {}

    /** With the class's library, or null when there is none. */
    Types(@Nullable TypeLibrary library) {
        this.library = library;
        if (library != null) {
            hold(library.id(), LibraryVersion.parse(library.version()));
        }
        all.put(Iids.DISPATCH, Optional.of(new Known(null, Behaviours.DISPATCH)));
        all.put(Iids.CONNECTION_POINT_CONTAINER, Optional.of(new Known(null, Behaviours.CONTAINER)));
        all.put(Iids.ENUM_CONNECTION_POINTS, Optional.of(new Known(null, Behaviours.ENUM_POINTS)));
        all.put(Iids.ENUM_CONNECTIONS, Optional.of(new Known(null, Behaviours.ENUM_CONNECTIONS)));
        all.put(Iids.ENUM_VARIANT, Optional.of(new Known(null, Behaviours.ENUM_VARIANT)));
        all.put(Iids.CONNECTION_POINT, Optional.of(new Known(null, Behaviours.POINT)));
    }

    /** The default interface of a class, null when that isn't described. */
    @Nullable
    ComInterface ofClass(Guid clsid) {
        if (library == null) {
            return null;
        }
        return library.classes().stream()
                .filter(one -> one.clsid().equals(clsid))
                .flatMap(one -> one.interfaces().stream())
                .filter(one -> one.isDefault() && !one.source())
                .findFirst()
                .map(one -> described(one.iid()))
                .orElse(null);
    }

    /** What a type library says of an interface, or null. */
    @Nullable
    ComInterface described(@Nullable Guid iid) {
        Known known = iid == null ? null : known(iid);
        return known == null ? null : known.described();
    }

    /** How to stand for an interface; null when nobody described it. */
    @Nullable
    Known known(Guid iid) {
        return all.computeIfAbsent(iid, this::find).orElse(null);
    }

    private Optional<Known> find(Guid iid) {
        ComInterface found = inLibrary(iid);
        if (found == null) {
            found = registered(iid);
        }
        if (found != null && found.hasTable() && isWhole(found)) {
            return Optional.of(new Known(found, Behaviours.table(found)));
        }
        if (found == null ? isDispatch(iid) : !found.hasTable()) {
            return Optional.of(new Known(found, Behaviours.DISPATCH));
        }
        return Optional.empty();
    }

    private @Nullable ComInterface inLibrary(Guid iid) {
        return library == null
                ? null
                : library.interfaces().stream()
                        .filter(one -> one.iid().equals(iid))
                        .findFirst()
                        .orElse(null);
    }

    /** A table with a function that isn't described can't be stood for. */
    private static boolean isWhole(ComInterface table) {
        int from = table.methods().stream().mapToInt(ComMethod::slot).min().orElse(table.slots());
        if (from != 3 && from != 7) {
            return false;
        }
        for (int slot = from; slot < table.slots(); slot++) {
            if (table.atSlot(slot) == null) {
                return false;
            }
        }
        return true;
    }

    private static Key key(Guid iid) {
        return new Key(Registry.Root.CLASSES, Registry.View.BITS_64, "Interface\\" + iid);
    }

    private @Nullable ComInterface registered(Guid iid) {
        String id = Registry.value(key(iid).below("TypeLib"));
        String version = Registry.value(key(iid).below("TypeLib"), "Version");
        if (id == null) {
            return null;
        }
        try {
            int[] numbers = LibraryVersion.parse(version);
            hold(Guid.parse(id), numbers);
            return TypeLibraries.ofRegistered(Guid.parse(id), numbers[0], numbers[1], iid);
        } catch (ComException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Any number of calls may be marshalled by it at a time. */
    private synchronized void hold(Guid id, int[] version) {
        if (closed || held.containsKey(id)) {
            return;
        }
        try {
            held.put(id, TypeLibraries.hold(id, version[0], version[1]));
        } catch (ComException e) {
            // it is not registered as what it says of itself: COM doesn't find it either
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        held.values().forEach(HeldLibrary::close);
        held.clear();
    }

    /** A dispinterface without a type library is still marshalled as IDispatch. */
    private static boolean isDispatch(Guid iid) {
        return DISPATCH_STUB.equalsIgnoreCase(Registry.value(key(iid).below("ProxyStubClsid32")));
    }

    /** An interface's name, its number when it has none. */
    String nameOf(Guid iid) {
        ComInterface known = described(iid);
        String name = known != null ? known.name() : Registry.value(key(iid));
        return name == null || name.isEmpty() ? iid.toString() : name;
    }

    /** What an object says of its IDispatch, in the words of its registered library where that has more. */
    @Nullable
    ComInterface ofObject(long dispatch) {
        ComInterface said = TypeLibraries.ofObject(dispatch);
        if (said == null) {
            return null;
        }
        ComInterface better = described(said.iid());
        return better == null ? said : better;
    }
}
