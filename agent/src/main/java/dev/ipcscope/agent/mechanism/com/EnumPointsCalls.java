package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.List;

/** IEnumConnectionPoints (ocidl.h): a client that looks for events one after the other gets points of ours, too. */
final class EnumPointsCalls extends Behaviour {

    private static final int NEXT = 3;
    private static final int CLONE = 6;
    private static final int POINTER = 8;
    private static final NativeMemory MEMORY = NativeMemory.INSTANCE;

    EnumPointsCalls() {
        super("IEnumConnectionPoints", List.of("ppp", "p", "", "p"));
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        int answer = ComCall.call(face.real(), slot, arguments);
        if (HResult.failed(answer)) {
            return answer;
        }
        Passing passing = new Passing(face.object().graph(), face.object().side());
        if (slot == NEXT && (Long) arguments[1] != 0) {
            long wanted = ((Long) arguments[0]).intValue() & 0xffff_ffffL;
            long fetched = (Long) arguments[2];
            long count = fetched != 0 ? MEMORY.intAt(fetched) & 0xffff_ffffL : answer == HResult.OK ? wanted : 0;
            for (long i = 0; i < Math.min(count, wanted); i++) {
                passing.take((Long) arguments[1] + i * POINTER, Iids.CONNECTION_POINT, null);
            }
        } else if (slot == CLONE && (Long) arguments[0] != 0) {
            passing.take((Long) arguments[0], Iids.ENUM_CONNECTION_POINTS, null);
        }
        passing.finish();
        return answer;
    }
}
