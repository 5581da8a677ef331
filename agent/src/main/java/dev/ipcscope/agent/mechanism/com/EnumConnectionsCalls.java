package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.List;

/** IEnumConnections (ocidl.h): a client that goes over the sinks of a connection point meets its own again, not ours. */
final class EnumConnectionsCalls extends Behaviour {

    private static final int NEXT = 3;
    private static final int CLONE = 6;

    /** CONNECTDATA: the sink, and its cookie. */
    private static final int CONNECTION = 16;

    private static final long MOST = 10_000;
    private static final NativeMemory MEMORY = NativeMemory.INSTANCE;

    EnumConnectionsCalls() {
        super("IEnumConnections", List.of("ppp", "p", "", "p"));
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        if (slot == NEXT && (Long) arguments[1] != 0) {
            return next(face, arguments);
        }
        int answer = ComCall.call(face.real(), slot, arguments);
        if (slot == CLONE && !HResult.failed(answer) && (Long) arguments[0] != 0) {
            Passing passing = new Passing(face.object().graph(), face.object().side());
            passing.take((Long) arguments[0], Iids.ENUM_CONNECTIONS, null);
            passing.finish();
        }
        return answer;
    }

    /**
     * What stands in the array tells how much came back: Wine 8's proxy gives sinks, but neither their number nor a result.
     */
    private static int next(Face face, Object[] arguments) {
        Passing passing = new Passing(face.object().graph(), face.object().side());
        long wanted = ((Long) arguments[0]).intValue() & 0xffff_ffffL;
        long from = (Long) arguments[1];
        long end = from + Math.min(wanted, MOST) * CONNECTION;
        for (long at = from; at < end; at += 8) {
            NativeMemory.putLong(at, 0);
        }
        int answer = ComCall.call(face.real(), NEXT, arguments);
        long count = 0;
        for (long at = from; at < end && MEMORY.longAt(at) != 0; at += CONNECTION) {
            passing.take(at, Iids.UNKNOWN, null);
            count++;
        }
        passing.finish();
        if (count == 0 || wanted > MOST) {
            return answer;
        }
        if ((Long) arguments[2] != 0) {
            NativeMemory.putInt((Long) arguments[2], (int) count);
        }
        return count == wanted ? HResult.OK : HResult.FALSE;
    }
}
