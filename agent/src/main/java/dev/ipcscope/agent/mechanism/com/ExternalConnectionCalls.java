package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import java.util.List;

/** IExternalConnection (objidl.h): COM tells when other processes get references to an object of ours and have none left. */
final class ExternalConnectionCalls extends Behaviour {

    private static final int ADD_CONNECTION = 3;
    private static final int RELEASE_CONNECTION = 4;

    ExternalConnectionCalls() {
        super("IExternalConnection", List.of("pp", "ppp"));
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        Connections connections = face.object().connections();
        return switch (slot) {
            case ADD_CONNECTION -> connections.add();
            case RELEASE_CONNECTION -> connections.remove();
            default -> HResult.NOT_IMPLEMENTED;
        };
    }
}
