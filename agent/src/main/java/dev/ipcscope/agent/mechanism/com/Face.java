package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.win32.ole.CallTable;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One interface of an object of ours, which stands for the same interface of a real one. Its address is what COM's stubs
 * call.
 *
 * @param address of the object with our virtual table
 * @param real the real interface, with a reference that {@link Wrapped} releases
 * @param described what a type library says of it, or null
 * @param references those to this very interface
 */
record Face(
        Wrapped object,
        Guid iid,
        long address,
        long real,
        @Nullable ComInterface described,
        Behaviour behaviour,
        AtomicInteger references) {

    private static final Map<Long, Face> ALL = new ConcurrentHashMap<>();

    /** Gives it an address. */
    static Face make(Wrapped object, Guid iid, long real, @Nullable ComInterface described, Behaviour how) {
        CallTable table = how.table();
        Face face = new Face(object, iid, table.newObject(), real, described, how, new AtomicInteger());
        ALL.put(face.address, face);
        return face;
    }

    /** The one at an address, null when that is none of ours. */
    static @Nullable Face at(long address) {
        return ALL.get(address);
    }

    /** Its name for people. */
    String name() {
        return described == null ? behaviour.name() : described.name();
    }

    /** Nobody has a reference any more. */
    void free() {
        ALL.remove(address);
        NativeMemory.free(address);
    }
}
