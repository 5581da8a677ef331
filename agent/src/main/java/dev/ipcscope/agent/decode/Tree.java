package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.decode.Node.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a payload from front to back and grows the tree of what was read. Reading beyond the end throws {@link
 * Malformed}, which a decoder catches around the whole; {@link #finish()} then gives the tree as far as it came.
 * Bounded: a tree that gets too large or too deep ends the same way. For one thread.
 */
public final class Tree {

    /** Nodes of one payload. */
    public static final int MAX_NODES = 5_000;

    /** How deep groups may lie in each other. */
    public static final int MAX_DEPTH = 32;

    private static final int TEXT_SHOWN = 1_000;

    private final ByteBuffer bytes;
    private final Deque<Open> open = new ArrayDeque<>();
    private List<Node> siblings = new ArrayList<>();
    private int nodes;

    /** Over these bytes from the first one on; they aren't copied. */
    public Tree(byte[] payload, ByteOrder order) {
        bytes = ByteBuffer.wrap(payload).order(order);
    }

    /** The bytes end too early or can't be what they say. */
    public static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** What is wrong, in words. */
        public Malformed(String why) {
            super(why, null, false, false);
        }
    }

    private record Open(String label, int offset, List<Node> before) {}

    /** How the numbers that follow are written. */
    public void order(ByteOrder order) {
        bytes.order(order);
    }

    /** How numbers are written now. */
    public ByteOrder order() {
        return bytes.order();
    }

    /** Where it reads next. */
    public int at() {
        return bytes.position();
    }

    /** Bytes that follow. */
    public int left() {
        return bytes.remaining();
    }

    /** Goes on from this place. */
    public void seek(int offset) {
        if (offset < 0 || offset > bytes.limit()) {
            throw new Malformed("it points to byte " + offset + " of " + bytes.limit());
        }
        bytes.position(offset);
    }

    /** Looks at a byte without reading it; -1 beyond the end. */
    public int peek(int ahead) {
        int index = bytes.position() + ahead;
        return index < bytes.limit() ? bytes.get(index) & 0xff : -1;
    }

    /** An unsigned number of 1, 2, 4 or 8 bytes (8: its sign bit is the caller's). */
    public long number(int size, String label) {
        return number(size, label, null, Long::toUnsignedString);
    }

    /** The same with a name for filters, or null, and with words. */
    public long number(int size, String label, @Nullable String field, LongFunction<String> words) {
        int offset = at();
        need(size);
        long value = switch (size) {
            case 1 -> bytes.get() & 0xffL;
            case 2 -> bytes.getShort() & 0xffffL;
            case 4 -> bytes.getInt() & 0xffff_ffffL;
            case 8 -> bytes.getLong();
            default -> throw new IllegalArgumentException("no number has " + size + " bytes");
        };
        add(label, words.apply(value), offset, field == null ? null : new Field(field, value));
        return value;
    }

    /** A UUID of 16 bytes in the order of numbers, lower case with hyphens; {@code words} makes of it what is shown. */
    public String uuid(String label, @Nullable String field, UnaryOperator<String> words) {
        int offset = at();
        need(16);
        String uuid = String.format(
                Locale.ROOT,
                "%08x-%04x-%04x-%02x%02x-",
                bytes.getInt(),
                bytes.getShort(),
                bytes.getShort(),
                bytes.get(),
                bytes.get());
        uuid += HexFormat.of().formatHex(take(6));
        add(label, words.apply(uuid), offset, field == null ? null : new Field(field, uuid));
        return uuid;
    }

    /** Text of so many bytes; what follows a zero isn't part of it. */
    public String text(int size, Charset charset, String label, @Nullable String field) {
        int offset = at();
        String whole = new String(take(size), charset);
        int zero = whole.indexOf('\0');
        String text = zero < 0 ? whole : whole.substring(0, zero);
        add(label, shortened(text), offset, field == null ? null : new Field(field, text));
        return text;
    }

    /** Bytes without further meaning. */
    public byte[] bytes(int size, String label, String text) {
        int offset = at();
        byte[] taken = take(size);
        add(label, text, offset, null);
        return taken;
    }

    /** Goes over bytes of which the caller makes a {@link #value}. */
    public void skip(int size) {
        need(size);
        bytes.position(bytes.position() + size);
    }

    /** A value that the caller made of the bytes from {@code offset} to here. */
    public void value(String label, String text, int offset, @Nullable Field field) {
        add(label, shortened(text), offset, field);
    }

    /** Begins a group; what follows belongs to it. */
    public void open(String label) {
        if (open.size() >= MAX_DEPTH) {
            throw new Malformed("it is nested more than " + MAX_DEPTH + " deep");
        }
        open.push(new Open(label, at(), siblings));
        siblings = new ArrayList<>();
    }

    /** Ends the last group that was begun; it reaches to here. */
    public void close(String text) {
        Open ended = open.pop();
        List<Node> children = siblings;
        siblings = ended.before();
        int length = Math.max(0, at() - ended.offset());
        siblings.add(new Node(ended.label(), shortened(text), ended.offset(), length, null, children));
    }

    /** Ends all groups and gives the tree. */
    public List<Node> finish() {
        while (!open.isEmpty()) {
            close("");
        }
        return siblings;
    }

    private void add(String label, String text, int offset, @Nullable Field field) {
        if (++nodes > MAX_NODES) {
            throw new Malformed("it has more than " + MAX_NODES + " parts");
        }
        siblings.add(new Node(label, text, offset, Math.max(0, at() - offset), field, List.of()));
    }

    private byte[] take(int size) {
        need(size);
        byte[] taken = new byte[size];
        bytes.get(taken);
        return taken;
    }

    private void need(int size) {
        if (size < 0 || size > bytes.remaining()) {
            throw new Malformed("it ends at byte " + bytes.limit() + ", " + size + " more are needed from byte "
                    + bytes.position() + " on");
        }
    }

    private static String shortened(String text) {
        return text.length() <= TEXT_SHOWN ? text : text.substring(0, TEXT_SHOWN) + "…";
    }
}
