package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.CallTable;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.ArrayList;
import java.util.List;

/** What the functions of an interface of ours do, and the virtual table that leads to them: one for all objects. */
abstract class Behaviour {

    private static final List<String> UNKNOWN = List.of("pp", "", "");
    private static final int DISCONNECTED = 0x80010108;

    private final String name;
    private final CallTable table;

    /**
     * For an interface.
     *
     * @param name for people
     * @param signatures of its functions behind those of IUnknown
     */
    Behaviour(String name, List<String> signatures) {
        this.name = name;
        List<String> all = new ArrayList<>(UNKNOWN);
        all.addAll(signatures);
        this.table = new CallTable(all, this::called);
    }

    final String name() {
        return name;
    }

    final CallTable table() {
        return table;
    }

    private int called(long self, int slot, Object[] arguments) {
        Face face = Face.at(self);
        if (face == null) {
            return DISCONNECTED;
        }
        return switch (slot) {
            case 0 -> query(face.object(), (Long) arguments[0], (Long) arguments[1]);
            case 1 -> face.object().addRef(face);
            case 2 -> face.object().release(face);
            default -> call(face, slot, arguments);
        };
    }

    private static int query(Wrapped object, long iid, long out) {
        if (out == 0) {
            return HResult.POINTER;
        }
        long[] found = new long[1];
        int answer = object.query(Guid.read(NativeMemory.INSTANCE.read(iid, Guid.SIZE)), found);
        NativeMemory.putLong(out, found[0]);
        return answer;
    }

    /** A call of a function behind those of IUnknown. */
    abstract int call(Face face, int slot, Object[] arguments);
}
