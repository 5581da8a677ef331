package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Callback;
import com.sun.jna.CallbackProxy;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.ipcscope.agent.automation.HResult;
import java.util.ArrayList;
import java.util.List;

/**
 * A virtual table whose functions are ours. It is never freed, since a stub of COM may call it at any time; so make one for
 * each interface, not for each object.
 *
 * <p>Calls come on threads of COM's, any number at the same time. Such a thread is one of Java's for the length of the
 * outermost call: a call within a call must not end that.
 *
 * <p>On 64-bit Windows each argument takes one register or one place of the stack, floating-point numbers others than all
 * else ("x64 calling convention"); larger structures are passed by address. So a signature is one letter an argument:
 * {@code p} whatever is no floating-point number, {@code d} a double, {@code f} a float.
 */
public final class CallTable {

    private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

    private final Memory table;
    private final List<Callback> functions = new ArrayList<>();

    /** What the functions do. */
    public interface Handler {
        /**
         * A call. What it throws becomes E_UNEXPECTED.
         *
         * @param self the object it was called on
         * @param slot which function
         * @param arguments Long, Double or Float each
         * @return an HRESULT, or a count of references
         */
        int call(long self, int slot, Object[] arguments);
    }

    /**
     * Makes one.
     *
     * @param signatures of its functions, without the object itself
     */
    public CallTable(List<String> signatures, Handler handler) {
        table = new Memory(8L * signatures.size());
        for (int slot = 0; slot < signatures.size(); slot++) {
            Callback function = new OneFunction(signatures.get(slot), slot, handler);
            functions.add(function);
            table.setPointer(8L * slot, CallbackReference.getFunctionPointer(function));
        }
    }

    /** The address of a new object that has this table and nothing else; freed by {@link NativeMemory#free}. */
    public long newObject() {
        long object = NativeMemory.allocate(16);
        NativeMemory.putLong(object, Pointer.nativeValue(table));
        return object;
    }

    /** How many functions it has. */
    public int size() {
        return functions.size();
    }

    private static final class OneFunction implements CallbackProxy {
        private final Class<?>[] types;
        private final int slot;
        private final Handler handler;

        OneFunction(String signature, int slot, Handler handler) {
            this.slot = slot;
            this.handler = handler;
            types = new Class<?>[signature.length() + 1];
            types[0] = long.class;
            for (int i = 0; i < signature.length(); i++) {
                char type = signature.charAt(i);
                types[i + 1] = type == 'd' ? double.class : type == 'f' ? float.class : long.class;
            }
        }

        @Override
        @SuppressWarnings("CatchingUnchecked") // whatever leaves here would be lost in native code
        public Object callback(Object[] all) {
            int depth = DEPTH.get() + 1;
            DEPTH.set(depth);
            try {
                Object[] arguments = new Object[all.length - 1];
                System.arraycopy(all, 1, arguments, 0, arguments.length);
                return handler.call((Long) all[0], slot, arguments);
            } catch (Throwable e) {
                System.getLogger(CallTable.class.getName()).log(System.Logger.Level.ERROR, "a COM call failed", e);
                return HResult.UNEXPECTED;
            } finally {
                DEPTH.set(depth - 1);
                leave(depth == 1);
            }
        }

        private static void leave(boolean outermost) {
            try {
                Native.detach(outermost);
            } catch (IllegalStateException e) {
                // a thread of Java's own, which stays one
            }
        }

        @Override
        public Class<?>[] getParameterTypes() {
            return types.clone();
        }

        @Override
        public Class<?> getReturnType() {
            return int.class;
        }
    }
}
