package dev.ipcscope.server.filter;

import dev.ipcscope.agent.filter.Operand;
import dev.ipcscope.agent.filter.Operator;

/** Bytes in the payload: {@code instr} compares blobs byte by byte (sqlite.org/lang_corefunc.html#instr). */
record BytesFace() implements SqlFace {
    @Override
    public void write(Operator operator, Operand operand, Sql sql) {
        sql.add(sql.large() ? "CASE WHEN typeof(payload)='integer' THEN NULL ELSE " : "(")
                .add("instr(payload,")
                .bytes(((Operand.Bytes) operand).toArray())
                .add(sql.large() ? ")>0 END" : ")>0)");
    }
}
