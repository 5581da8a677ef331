package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.util.Set;

/** Bytes in the payload. */
final class HexTerm implements Term {

    @Override
    public String name() {
        return "hex";
    }

    @Override
    public String help() {
        return "Bytes in the payload, two hexadecimal digits each: hex:4d5a, hex:\"4d 5a 90\"";
    }

    @Override
    public Set<Operator> operators() {
        return Set.of(Operator.HAS);
    }

    @Override
    public Scope scope() {
        return Scope.PAYLOAD;
    }

    @Override
    public Operand operand(Operator operator, String value) {
        String digits = value.replace(" ", "");
        boolean hex = digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
        if (digits.isEmpty() || digits.length() % 2 != 0 || !hex) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not bytes: two hexadecimal digits each, for example hex:4d5a or hex:\"4d 5a\"");
        }
        return new Operand.Bytes(digits);
    }

    @Override
    public boolean test(Message message, Operator operator, Operand operand) {
        return ((Operand.Bytes) operand).finder().indexIn(message.payload()) >= 0;
    }
}
