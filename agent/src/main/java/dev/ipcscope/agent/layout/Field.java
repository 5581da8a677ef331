package dev.ipcscope.agent.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * One named piece of a memory.
 *
 * @param name without spaces
 * @param offset of its first byte
 * @param type of each element
 * @param count how many elements; of a text how many units it has room for
 * @param bigEndian the byte order
 */
record Field(String name, int offset, Type type, int count, boolean bigEndian) {

    /** How many values it has: 1 unless it is an array. */
    int elements() {
        return type.isText() ? 1 : count;
    }

    /** Bytes of one value. */
    int width() {
        return type.isText() ? type.size * count : type.size;
    }

    /** The offset behind its last byte. */
    int end() {
        return offset + type.size * count;
    }

    /** Where a value begins. */
    int at(int element) {
        return offset + element * width();
    }

    String elementName(int element) {
        return elements() == 1 ? name : name + "[" + element + "]";
    }

    /** The value of an element of a memory that begins at index 0 of the buffer and reaches at least to its end. */
    Object value(ByteBuffer memory, int element) {
        return type.value(bytes(memory, element));
    }

    /** Whether both memories have the same bytes there. */
    boolean same(ByteBuffer one, ByteBuffer other, int element) {
        return bytes(one, element).equals(bytes(other, element));
    }

    private ByteBuffer bytes(ByteBuffer memory, int element) {
        return memory.slice(at(element), width()).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /** As it may stand in a layout file; the byte order is always said. */
    String line() {
        String order = type.size == 1 ? "" : bigEndian ? "be" : "le";
        String array = count == 1 && !type.isText() ? "" : "[" + count + "]";
        return String.format(Locale.ROOT, "0x%02x %s%s%s %s", offset, type.word(), order, array, name);
    }

    /** The type as a person reads it: {@code u32[4]}. */
    String typeWord() {
        return type.word()
                + (bigEndian && type.size > 1 ? "be" : "")
                + (count == 1 && !type.isText() ? "" : "[" + count + "]");
    }
}
