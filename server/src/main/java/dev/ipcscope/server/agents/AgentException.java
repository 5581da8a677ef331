package dev.ipcscope.server.agents;

/** An agent didn't do what it was asked for; the message says why, to a person. */
public final class AgentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean wrong;

    /** A reason in words that name the agent. */
    public AgentException(String reason) {
        this(reason, false);
    }

    /** A reason; {@code wrong} when nothing but another request would help. */
    public AgentException(String reason, boolean wrong) {
        super(reason);
        this.wrong = wrong;
    }

    /** Whether what was asked for is wrong in itself: a tap on ipcscope's own port, or an option that doesn't exist. */
    public boolean isWrong() {
        return wrong;
    }
}
