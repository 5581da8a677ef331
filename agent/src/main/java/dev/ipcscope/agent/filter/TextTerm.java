package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.util.Set;

/** A text in the payload. */
final class TextTerm implements Term {

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String help() {
        return "A text in the payload as UTF-8 or UTF-16, A to Z in either case; the name may be left out:"
                + " text:password, \"two words\"";
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
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a text is missing, for example text:password or \"two words\"");
        }
        return new Operand.Text(value);
    }

    @Override
    public boolean test(Message message, Operator operator, Operand operand) {
        return ((Operand.Text) operand).finder().isIn(message.payload());
    }
}
