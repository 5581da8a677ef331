package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.model.Direction;

/** Where a real object lives. */
enum Side {
    /** In the server: it is called by the client. */
    SERVER(Direction.CLIENT_TO_SERVER),
    /** In the client: it is called by the server, as a sink of events is. */
    CLIENT(Direction.SERVER_TO_CLIENT);

    private final Direction calls;

    Side(Direction calls) {
        this.calls = calls;
    }

    /** Which way calls of such an object go. */
    Direction calls() {
        return calls;
    }

    /** The other one. */
    Side other() {
        return this == SERVER ? CLIENT : SERVER;
    }
}
