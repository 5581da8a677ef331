package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.tap.Units;

/** How many bytes the program sent. */
final class LenTerm extends NumberTerm {

    LenTerm() {
        super("len", Scope.ROW);
    }

    @Override
    public String help() {
        return "How many bytes the program sent, 1k is 1024: len>4k, len:0";
    }

    @Override
    public Operand operand(Operator operator, String value) {
        return new Operand.Number(Units.size(value));
    }

    @Override
    long number(Message message) {
        return message.length();
    }
}
