package dev.ipcscope.server.filter;

import dev.ipcscope.agent.filter.Operand;
import dev.ipcscope.agent.filter.Operator;

/** A term over a column of numbers. */
record NumberFace(String column) implements SqlFace {
    @Override
    public void write(Operator operator, Operand operand, Sql sql) {
        sql.add(column).add(SqlFace.sign(operator)).number(((Operand.Number) operand).value());
    }
}
