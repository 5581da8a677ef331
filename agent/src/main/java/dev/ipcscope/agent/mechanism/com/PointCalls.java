package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.nio.ByteBuffer;
import java.util.List;

/** IConnectionPoint (ocidl.h): the server gets a sink of ours, which stands for the client's. */
final class PointCalls extends Behaviour {

    private static final int GET_CONNECTION_INTERFACE = 3;
    private static final int GET_CONTAINER = 4;
    private static final int ADVISE = 5;
    private static final int UNADVISE = 6;
    private static final int ENUM_CONNECTIONS = 7;

    PointCalls() {
        super("IConnectionPoint", List.of("p", "p", "pp", "p", "p"));
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        return switch (slot) {
            case GET_CONTAINER -> objectOf(face, GET_CONTAINER, Iids.CONNECTION_POINT_CONTAINER, arguments);
            case ENUM_CONNECTIONS -> objectOf(face, ENUM_CONNECTIONS, Iids.ENUM_CONNECTIONS, arguments);
            case ADVISE -> advise(face, arguments);
            case UNADVISE -> unadvise(face, arguments);
            default -> ComCall.call(face.real(), slot, arguments);
        };
    }

    private static int objectOf(Face face, int slot, Guid iid, Object[] arguments) {
        int answer = ComCall.call(face.real(), slot, arguments);
        long out = (Long) arguments[0];
        if (!HResult.failed(answer) && out != 0) {
            Passing passing = new Passing(face.object().graph(), face.object().side());
            passing.take(out, iid, null);
            passing.finish();
        }
        return answer;
    }

    private static int advise(Face face, Object[] arguments) {
        ObjectGraph graph = face.object().graph();
        long sink = (Long) arguments[0];
        long cookie = (Long) arguments[1];
        if (sink == 0 || Face.at(sink) != null) {
            return ComCall.call(face.real(), ADVISE, arguments);
        }
        ComInterface events = graph.types().described(events(face));
        Call.Given given = new Call.Given();
        given.add("events", "interface", events == null ? "unknown" : events.name());
        Call call = graph.calls().begin(face, "Advise", "method", 0, given);
        ComCall.addRef(sink);
        long ours = graph.wrap(sink, Iids.UNKNOWN, events, face.object().side().other());
        int answer = ComCall.call(face.real(), ADVISE, ours, cookie);
        ComCall.release(ours); // the server has references of its own, if it wants them
        Call.Returned returned = new Call.Returned();
        if (!HResult.failed(answer) && cookie != 0) {
            returned.result("unsigned long", NativeMemory.INSTANCE.intAt(cookie) & 0xffffffffL);
        }
        call.end(answer, HResult.failed(answer) ? null : returned, java.util.Map.of());
        return answer;
    }

    private static Guid events(Face face) {
        byte[] iid = new byte[Guid.SIZE];
        int answer = ComCall.call(face.real(), GET_CONNECTION_INTERFACE, iid);
        return HResult.failed(answer) ? Guid.NULL : Guid.read(ByteBuffer.wrap(iid));
    }

    private static int unadvise(Face face, Object[] arguments) {
        Call.Given given = new Call.Given();
        given.add("cookie", "unsigned long", ((Long) arguments[0]).intValue() & 0xffffffffL);
        Call call = face.object().graph().calls().begin(face, "Unadvise", "method", 0, given);
        int answer = ComCall.call(face.real(), UNADVISE, arguments);
        call.end(answer, new Call.Returned(), java.util.Map.of());
        return answer;
    }
}
