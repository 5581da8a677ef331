package dev.ipcscope.agent.model;

/** Which way a message went. The ordinal is the wire and store code: append only. */
public enum Direction {
    /** Neither: snapshots, gaps, opens and closes. */
    NONE("none", "none"),
    /** From the client to the server. */
    CLIENT_TO_SERVER("client-to-server", "c2s"),
    /** From the server to the client. */
    SERVER_TO_CLIENT("server-to-client", "s2c");

    private static final Direction[] ALL = values();

    private final String word;
    private final String term;

    Direction(String word, String term) {
        this.word = word;
        this.term = term;
    }

    /** The word in JSON: {@code client-to-server}, {@code server-to-client} or {@code none}. */
    public String word() {
        return word;
    }

    /** The word in filters: {@code c2s}, {@code s2c} or {@code none}. */
    public String term() {
        return term;
    }

    /** The other way; {@link #NONE} stays what it is. */
    public Direction reversed() {
        return switch (this) {
            case NONE -> NONE;
            case CLIENT_TO_SERVER -> SERVER_TO_CLIENT;
            case SERVER_TO_CLIENT -> CLIENT_TO_SERVER;
        };
    }

    /** The direction of a wire code; throws {@link IllegalArgumentException} when there is none. */
    public static Direction of(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no direction of code " + code);
        }
        return ALL[code];
    }
}
