package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import java.util.List;

/**
 * A filter as a tree. {@link #toString()} prints it so that it parses back to an equal tree, provided that it was made
 * by the parser or by {@link #all} and {@link #any}; other trees parse back to one that lets the same through.
 *
 * <p>Equal trees accept the same messages; a tree without terms accepts all.
 */
public sealed interface Filter {

    /** Everything: the empty filter. */
    Filter ALL = new And(List.of());

    /** Whether the message is let through. */
    boolean test(Message message);

    /** What all parts let through; one part stays itself. */
    static Filter all(List<Filter> parts) {
        return parts.size() == 1 ? parts.get(0) : new And(parts);
    }

    /** What any part lets through; one part stays itself, no part lets nothing through. */
    static Filter any(List<Filter> parts) {
        if (parts.isEmpty()) {
            return new Not(ALL);
        }
        return parts.size() == 1 ? parts.get(0) : new Or(parts);
    }

    /** All of these; without parts: everything. */
    record And(List<Filter> parts) implements Filter {
        /** Copies the parts. */
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean test(Message message) {
            for (Filter part : parts) {
                if (!part.test(message)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return FilterPrinter.print(this);
        }
    }

    /** Any of these; without parts: nothing. */
    record Or(List<Filter> parts) implements Filter {
        /** Copies the parts. */
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean test(Message message) {
            for (Filter part : parts) {
                if (part.test(message)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return FilterPrinter.print(this);
        }
    }

    /** What the part doesn't let through. */
    record Not(Filter part) implements Filter {
        @Override
        public boolean test(Message message) {
            return !part.test(message);
        }

        @Override
        public String toString() {
            return FilterPrinter.print(this);
        }
    }

    /**
     * One term with its operator and value, for example {@code len>1k}.
     *
     * @param term which property of a message
     * @param operator how it is compared
     * @param value as it was written, without quotes
     * @param operand the value as the term understood it: {@link Term#operand}
     */
    record Match(Term term, Operator operator, String value, Operand operand) implements Filter {
        @Override
        public boolean test(Message message) {
            return term.test(message, operator, operand);
        }

        @Override
        public String toString() {
            return FilterPrinter.print(this);
        }
    }
}
