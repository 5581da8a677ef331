package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.win32.ole.ComCall;
import java.util.List;

/** IConnectionPointContainer (ocidl.h): what events an object has. */
final class ContainerCalls extends Behaviour {

    private static final int FIND_CONNECTION_POINT = 4;

    ContainerCalls() {
        super("IConnectionPointContainer", List.of("p", "pp"));
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        int answer = ComCall.call(face.real(), slot, arguments);
        long out = (Long) arguments[arguments.length - 1];
        if (!HResult.failed(answer) && out != 0) {
            ObjectGraph graph = face.object().graph();
            Passing passing = new Passing(graph, face.object().side());
            boolean one = slot == FIND_CONNECTION_POINT;
            passing.take(out, one ? Iids.CONNECTION_POINT : Iids.ENUM_CONNECTION_POINTS, null);
            passing.finish();
        }
        return answer;
    }
}
