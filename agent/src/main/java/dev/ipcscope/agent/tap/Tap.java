package dev.ipcscope.agent.tap;

/**
 * A running capture of one endpoint. {@link #close()} ends it, closes its conversations, removes the names it made and
 * returns only when its threads have ended or a few seconds have passed.
 */
public interface Tap extends AutoCloseable {

    /** The spec it runs by, with real ports in place of port 0. */
    TapSpec spec();

    /** What it listens on, as a client would name it, for example {@code 127.0.0.1:6380}. */
    String endpoint();

    /** Conversations open at this moment. */
    int conversations();

    /** A warning worth showing as long as the tap runs ("what passes by can't be seen"), or the empty string. */
    default String note() {
        return "";
    }

    @Override
    void close();
}
