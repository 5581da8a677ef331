package dev.ipcscope.agent.tap;

/**
 * How a tap is doing.
 *
 * @param spec the canonical spec it was opened with; its key in the agent
 * @param mechanism the mechanism's id
 * @param state whether it runs
 * @param endpoint what it listens on with the real port, or the object it watches
 * @param reason why it waits or failed, or empty
 * @param note a warning worth showing as long as it runs, or empty
 * @param conversations open at this moment
 * @param remembered true when it was opened in the UI or API and comes back after a restart
 */
public record TapStatus(
        String spec,
        String mechanism,
        State state,
        String endpoint,
        String reason,
        String note,
        int conversations,
        boolean remembered) {

    /** The states of a tap; their lower-case words are those of the command line and the API. */
    public enum State {
        /** It runs. */
        OPEN,
        /** It can't run yet and is tried again by itself. */
        WAITING,
        /** It can't run; the reason says what to do. */
        FAILED;

        /** The lower-case word. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
