package dev.ipcscope.agent.filter;

/** What the lexer finds; {@code column} counts from 1. */
sealed interface Token {
    int column();

    record Open(int column) implements Token {}

    record Close(int column) implements Token {}

    record And(int column) implements Token {}

    record Or(int column) implements Token {}

    record Not(int column) implements Token {}

    record End(int column) implements Token {}

    /** A term with its operator and value. */
    record Comparison(int column, String name, Operator operator, int valueColumn, String value) implements Token {}

    /** A word or quoted string alone. */
    record Words(int column, String text, boolean quoted) implements Token {}
}
