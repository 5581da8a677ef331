package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import dev.ipcscope.agent.win32.ole.StandardMarshaler;
import java.util.List;

/** IMarshal (objidl.h): objects of ours are handed over as COM does it by itself, but one at a time. */
final class MarshalCalls extends Behaviour {

    private static final int GET_MARSHAL_SIZE_MAX = 4;
    private static final int MARSHAL_INTERFACE = 5;

    /** Of OBJREF (objidl.h) in 64-bit programs. */
    private static final int OBJREF_SIZE = 88;

    MarshalCalls() {
        super("IMarshal", List.of("pppppp", "pppppp", "pppppp", "ppp", "p", "p"));
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        Wrapped object = face.object();
        if (slot > MARSHAL_INTERFACE) {
            return StandardMarshaler.call(object.address(), slot, Iids.UNKNOWN, 0, arguments);
        }
        boolean marshals = slot == MARSHAL_INTERFACE;
        Guid iid = Guid.read(NativeMemory.INSTANCE.read((Long) arguments[marshals ? 1 : 0], Guid.SIZE));
        int flags = ((Long) arguments[marshals ? 5 : 4]).intValue();
        if (marshals && !StandardMarshaler.isKeeping(flags)) {
            return object.connections()
                    .hand(() -> StandardMarshaler.call(object.address(), slot, iid, flags, arguments));
        }
        int answer = StandardMarshaler.call(object.address(), slot, iid, flags, arguments);
        if (slot == GET_MARSHAL_SIZE_MAX && !HResult.failed(answer)) {
            exact((Long) arguments[5]);
        }
        return answer;
    }

    /**
     * CoGetMarshalSizeMax adds the size of an OBJREF for whoever has an IMarshal. The stubs of Wine 8 write what comes behind
     * an array of objects as far behind it as the largest size is, and read it behind the real one: so it has to be the
     * real one. The number is unsigned and may go round.
     */
    private static void exact(long size) {
        NativeMemory.putInt(size, NativeMemory.INSTANCE.intAt(size) - OBJREF_SIZE);
    }
}
