package dev.ipcscope.server.filter;

import dev.ipcscope.agent.filter.Operand;
import dev.ipcscope.agent.filter.Operator;

/** When: equality is a span, the others compare with its beginning. */
record TimeFace() implements SqlFace {
    @Override
    public void write(Operator operator, Operand operand, Sql sql) {
        Operand.Time span = (Operand.Time) operand;
        switch (operator) {
            case HAS, EQUAL ->
                sql.add("(time>=")
                        .number(span.from())
                        .add(" AND time<")
                        .number(span.until())
                        .add(")");
            case NOT_EQUAL ->
                sql.add("(time<")
                        .number(span.from())
                        .add(" OR time>=")
                        .number(span.until())
                        .add(")");
            default -> sql.add("time").add(SqlFace.sign(operator)).number(span.from());
        }
    }
}
