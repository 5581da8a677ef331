package dev.ipcscope.server.filter;

import dev.ipcscope.agent.filter.Operand;
import dev.ipcscope.agent.filter.Operator;

/**
 * How one term reads in SQL over {@code message(id, time, length, payload)}. The condition is true, false, or NULL where
 * SQL can't tell: the store then asks the term's predicate.
 */
interface SqlFace {

    /** Adds the condition, in parentheses where it needs them. */
    void write(Operator operator, Operand operand, Sql sql);

    /** The operator for numbers. */
    static String sign(Operator operator) {
        return switch (operator) {
            case HAS, EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case GREATER -> ">";
            case AT_LEAST -> ">=";
            case LESS -> "<";
            case AT_MOST -> "<=";
        };
    }
}
