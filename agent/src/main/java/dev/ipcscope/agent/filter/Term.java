package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.util.Set;

/**
 * One property of a message that filters may ask for. A term is one class with its name, help and predicate; its SQL
 * face is registered by name in the server.
 */
public interface Term {

    /** As it is written before the operator, lower case. */
    String name();

    /** One sentence with an example, for help and autocomplete. */
    String help();

    /** The operators it takes. */
    Set<Operator> operators();

    /**
     * Understands a value.
     *
     * @throws IllegalArgumentException in words that say what would be right
     */
    Operand operand(Operator operator, String value);

    /** Whether a message matches. */
    boolean test(Message message, Operator operator, Operand operand);

    /**
     * What the term looks at: this alone decides how the store answers it. {@link Scope#CONVERSATION}: only the
     * message's conversation, agent and capture, direction and kind; {@link Scope#ROW}: its numbers; {@link
     * Scope#PAYLOAD}: its bytes.
     */
    Scope scope();

    /** What a term looks at. */
    enum Scope {
        /** Capture, agent, conversation with its processes, direction, kind: equal for many messages. */
        CONVERSATION,
        /** Id, time, length. */
        ROW,
        /** The payload's bytes. */
        PAYLOAD
    }
}
