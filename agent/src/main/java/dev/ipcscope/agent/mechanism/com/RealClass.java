package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.ClassObjects;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.ComException;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * The server's class object, asked for when the first client comes and again after the server has ended: the server starts
 * and ends as it would without a tap. Any number of threads.
 */
final class RealClass implements AutoCloseable {

    private static final int QUERY_INTERFACE = 0;
    private static final int CREATE_INSTANCE = 3;
    private static final int LOCK_SERVER = 4;
    private static final int CREATE_LICENSED = 7;

    private final Guid clsid;
    private final Redirection redirection;
    private long factory;

    RealClass(Guid clsid, Redirection redirection) {
        this.clsid = clsid;
        this.redirection = redirection;
    }

    /** Makes an object: its interface in {@code out}. */
    int create(Guid iid, long[] out) {
        return call(Iids.CLASS_FACTORY, CREATE_INSTANCE, 0L, iid.bytes(), out);
    }

    /** Makes an object by a licence, a BSTR. */
    int create(Guid iid, long licence, long[] out) {
        return licence(CREATE_LICENSED, 0L, 0L, iid.bytes(), licence, out);
    }

    /** Whether it has a licence. */
    boolean isLicensed() {
        long[] other = new long[1];
        int answer = call(Iids.CLASS_FACTORY, QUERY_INTERFACE, Iids.CLASS_FACTORY_2.bytes(), other);
        boolean has = !HResult.failed(answer) && other[0] != 0;
        ComCall.release(has ? other[0] : 0);
        return has;
    }

    /** Calls a function of IClassFactory2. */
    int licence(int slot, Object... arguments) {
        return call(Iids.CLASS_FACTORY_2, slot, arguments);
    }

    /** Keeps the server running, or no longer. */
    int lock(boolean lock) {
        return call(Iids.CLASS_FACTORY, LOCK_SERVER, lock ? 1L : 0L);
    }

    private int call(Guid iid, int slot, Object... arguments) {
        int answer = HResult.FAIL;
        for (int attempt = 0; attempt < 2; attempt++) {
            long present;
            try {
                present = present();
            } catch (ComException e) {
                return e.code();
            } catch (IOException e) {
                return HResult.FAIL;
            }
            answer = call(present, iid, slot, arguments);
            boolean gone = HResult.saysGone(answer);
            if (gone) {
                drop(present); // the server has ended since; the next one is started as for any client
            }
            ComCall.release(present);
            if (!gone) {
                return answer;
            }
        }
        return answer;
    }

    private static int call(long factory, Guid iid, int slot, Object... arguments) {
        if (iid.equals(Iids.CLASS_FACTORY)) {
            return ComCall.call(factory, slot, arguments);
        }
        long[] other = new long[1];
        int answer = ComCall.query(factory, iid, other);
        if (HResult.failed(answer)) {
            return answer;
        }
        answer = ComCall.call(other[0], slot, arguments);
        ComCall.release(other[0]);
        return answer;
    }

    /** With a reference. */
    private long present() throws IOException {
        synchronized (this) {
            if (factory != 0) {
                ComCall.addRef(factory);
                return factory;
            }
        }
        long found = ask();
        synchronized (this) {
            if (factory == 0) {
                factory = found;
                ComCall.addRef(found);
            }
        }
        return found;
    }

    private long ask() throws IOException {
        long found = ClassObjects.get(clsid, Iids.CLASS_FACTORY);
        if (!ClassShim.isOurs(found)) {
            return found;
        }
        // COM follows TreatAs for us, too: it is taken away for the moment.
        ComCall.release(found);
        Callable<Long> again = () -> ClassObjects.get(clsid, Iids.CLASS_FACTORY);
        return redirection.without(again);
    }

    private void drop(long gone) {
        synchronized (this) {
            if (factory != gone) {
                return;
            }
            factory = 0;
        }
        ComCall.release(gone);
    }

    @Override
    public void close() {
        long left;
        synchronized (this) {
            left = factory;
            factory = 0;
        }
        ComCall.release(left);
    }
}
