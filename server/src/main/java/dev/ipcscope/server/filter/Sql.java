package dev.ipcscope.server.filter;

import java.util.ArrayList;
import java.util.List;

/** A condition being written: text and its parameters, {@link Long} or {@code byte[]}. */
public final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final boolean large;

    /**
     * Begins a condition.
     *
     * @param large whether a payload may be a number: then it lies in a file where SQL can't look
     */
    public Sql(boolean large) {
        this.large = large;
    }

    boolean large() {
        return large;
    }

    /** Adds text that is ours, never a person's. */
    public Sql add(String sql) {
        text.append(sql);
        return this;
    }

    /** Adds a number as a parameter. */
    public Sql number(long value) {
        text.append('?');
        parameters.add(value);
        return this;
    }

    /** Adds a text as a parameter. */
    public Sql text(String value) {
        text.append('?');
        parameters.add(value);
        return this;
    }

    /** Adds bytes as a parameter. */
    public Sql bytes(byte[] value) {
        text.append('?');
        parameters.add(value);
        return this;
    }

    /** The text so far. */
    public String text() {
        return text.toString();
    }

    /** The parameters so far, in the order of their question marks. */
    public List<Object> parameters() {
        return List.copyOf(parameters);
    }
}
