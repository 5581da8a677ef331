package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.CallTable;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Our class object (IClassFactory, unknwn.h), which clients reach in the place of the server's; with a licence
 * (IClassFactory2, ocidl.h) where the server's has one.
 */
final class ClassShim {

    private static final int NO_AGGREGATION = 0x80040110;
    private static final long NO_LICENCE = -1;
    private static final Map<Long, ClassShim> ALL = new ConcurrentHashMap<>();
    private static final CallTable TABLE =
            new CallTable(List.of("pp", "", "", "ppp", "p", "p", "pp", "ppppp"), ClassShim::called);

    private final Activations activations;
    private final long address = TABLE.newObject();

    /** What it does. */
    interface Activations {
        /** A client wants an object: its interface goes to {@code out}. */
        int create(Guid iid, long[] out);

        /** A client wants an object and shows its licence, a BSTR. */
        int create(Guid iid, long licence, long[] out);

        /** A client wants the server to stay, or no longer. */
        int lock(boolean lock);

        /** Whether the server's class object has IClassFactory2. */
        boolean isLicensed();

        /** GetLicInfo or RequestLicKey of it. */
        int licence(int slot, Object[] arguments);
    }

    /** Its memory stays for as long as the process, since COM may call it late. */
    ClassShim(Activations activations) {
        this.activations = activations;
        ALL.put(address, this);
    }

    long address() {
        return address;
    }

    /** Whether that is one of ours. */
    static boolean isOurs(long classObject) {
        return ALL.containsKey(classObject);
    }

    private static int called(long self, int slot, Object[] arguments) {
        ClassShim shim = ALL.get(self);
        if (shim == null) {
            return HResult.FAIL;
        }
        return switch (slot) {
            case 0 -> shim.query(self, (Long) arguments[0], (Long) arguments[1]);
            case 1 -> 2;
            case 2 -> 1;
            case 3 -> shim.create((Long) arguments[0], (Long) arguments[1], NO_LICENCE, (Long) arguments[2]);
            case 4 -> shim.activations.lock(((Long) arguments[0]).intValue() != 0);
            case 7 -> shim.create((Long) arguments[0], (Long) arguments[2], (Long) arguments[3], (Long) arguments[4]);
            default -> shim.activations.licence(slot, arguments);
        };
    }

    private int query(long self, long iid, long out) {
        Guid wanted = Guid.read(NativeMemory.INSTANCE.read(iid, Guid.SIZE));
        boolean has = wanted.equals(Iids.UNKNOWN)
                || wanted.equals(Iids.CLASS_FACTORY)
                || (wanted.equals(Iids.CLASS_FACTORY_2) && activations.isLicensed());
        NativeMemory.putLong(out, has ? self : 0);
        return has ? HResult.OK : HResult.NO_INTERFACE;
    }

    private int create(long outer, long iid, long licence, long out) {
        NativeMemory.putLong(out, 0);
        if (outer != 0) {
            return NO_AGGREGATION;
        }
        long[] made = new long[1];
        Guid wanted = Guid.read(NativeMemory.INSTANCE.read(iid, Guid.SIZE));
        int answer =
                licence == NO_LICENCE ? activations.create(wanted, made) : activations.create(wanted, licence, made);
        NativeMemory.putLong(out, made[0]);
        return answer;
    }
}
