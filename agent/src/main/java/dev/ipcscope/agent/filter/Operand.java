package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.util.HexFormat;

/** A term's value, understood. */
public sealed interface Operand {

    /** A word or pattern: {@code *} stands for any characters; without one it matches as the term says. */
    record Word(WordPattern pattern) implements Operand {
        /** A pattern as it is written. */
        public Word(String text) {
            this(new WordPattern(text));
        }

        /** As it is written. */
        public String text() {
            return pattern.text();
        }
    }

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
    record Text(TextFinder finder) implements Operand {
        /** A text, not empty. */
        public Text(String text) {
            this(new TextFinder(text));
        }

        /** What is looked for. */
        public String text() {
            return finder.text();
        }
    }

    /** Bytes to be found in the payload. */
    record Bytes(ByteFinder finder) implements Operand {
        /** An even, positive number of hexadecimal digits. */
        public Bytes(String hex) {
            this(new ByteFinder(HexFormat.of().parseHex(hex), false));
        }

        /** Lower-case hexadecimal digits. */
        public String hex() {
            return HexFormat.of().formatHex(finder.toArray());
        }

        /** The bytes themselves, a new array each time. */
        public byte[] toArray() {
            return finder.toArray();
        }
    }
}
