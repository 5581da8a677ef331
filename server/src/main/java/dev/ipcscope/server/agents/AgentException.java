package dev.ipcscope.server.agents;

/** An agent didn't do what it was asked for; the message says why, to a person. */
public final class AgentException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A reason in words that name the agent. */
    public AgentException(String reason) {
        super(reason);
    }
}
