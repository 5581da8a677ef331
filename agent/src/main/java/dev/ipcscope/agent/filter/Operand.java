package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;

/** A term's value, understood. */
public sealed interface Operand {

    /** A word or pattern: {@code *} stands for any characters; without one it matches as the term says. */
    record Word(String text) implements Operand {}

    /** A number: a count, a size in bytes, a process id, a conversation. */
    record Number(long value) implements Operand {}

    /** A span of Unix time in ns, the end excluded: {@code time:10:32} is that whole minute. */
    record Time(long from, long until) implements Operand {}

    /** One of the kinds. */
    record OfKind(Kind kind) implements Operand {}

    /** One of the directions. */
    record OfDirection(Direction direction) implements Operand {}

    /**
     * A text to be found in the payload, ASCII letters without regard to case, as UTF-8 or as UTF-16 little-endian.
     */
    record Text(String text) implements Operand {}

    /** Bytes to be found in the payload. */
    record Bytes(String hex) implements Operand {
        /** The bytes themselves, a new array each time. */
        public byte[] toArray() {
            return java.util.HexFormat.of().parseHex(hex);
        }
    }
}
