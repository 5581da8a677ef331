package dev.ipcscope.agent.layout;

import dev.ipcscope.agent.model.Details.Range;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the bytes of a piece of memory mean: named fields at offsets. Immutable. */
public final class Layout {

    /** Nothing is named. */
    public static final Layout NONE = new Layout(List.of(), null);

    private final List<Field> fields;
    private final @Nullable SequenceCounter sequence;

    Layout(List<Field> fields, @Nullable SequenceCounter sequence) {
        this.fields = List.copyOf(fields);
        this.sequence = sequence;
    }

    /**
     * A value of a memory.
     *
     * @param name the field, with its index if it is an array
     * @param offset where it begins
     * @param length how many bytes it has
     * @param type the field's type as a layout file writes it
     * @param value a {@code Long}, {@code Double}, {@code Boolean} or string
     */
    public record Value(String name, int offset, int length, String type, Object value) {}

    /** A value that isn't what it was; {@code before} is null when it wasn't there. */
    public record Change(
            String name, Object value, @Nullable Object before) {}

    /** Whether it names nothing. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** How many bytes of a memory it speaks of, from its start. */
    public int end() {
        return fields.stream().mapToInt(Field::end).max().orElse(0);
    }

    /** The counters that tell torn reads, if it has any. */
    public @Nullable SequenceCounter sequence() {
        return sequence;
    }

    /**
     * The values of a memory, in the order of the file; those that the memory is too short for are left out.
     *
     * @param memory from its start at index 0 to its limit
     * @param elements at most so many of each array
     */
    public List<Value> values(ByteBuffer memory, int elements) {
        List<Value> values = new ArrayList<>();
        for (Field field : fields) {
            for (int i = 0; i < Math.min(elements, field.elements()); i++) {
                if (reaches(memory, field, i)) {
                    values.add(new Value(
                            field.elementName(i),
                            field.at(i),
                            field.width(),
                            field.typeWord(),
                            field.value(memory, i)));
                }
            }
        }
        return values;
    }

    /**
     * What changed from one state of a memory to the next.
     *
     * @param before the memory from its start, or at least {@link #end} bytes of it
     * @param now the same afterwards
     * @param ranges ascending; nothing outside of them has changed
     * @param most at most so many changes
     */
    public List<Change> changes(ByteBuffer before, ByteBuffer now, List<Range> ranges, int most) {
        List<Change> changes = new ArrayList<>();
        for (Field field : fields) {
            for (Range range : ranges) {
                if (range.offset() < field.end() && range.offset() + range.length() > field.offset()) {
                    changes(field, range, before, now, changes, most);
                }
            }
        }
        return changes;
    }

    private static void changes(
            Field field, Range range, ByteBuffer before, ByteBuffer now, List<Change> changes, int most) {
        int width = field.width();
        int first = (int) (Math.max(0, range.offset() - field.offset()) / width);
        long last = Math.min(field.end(), range.offset() + range.length()) - 1;
        for (int i = first; i <= (last - field.offset()) / width && changes.size() < most; i++) {
            boolean known = reaches(before, field, i);
            if (reaches(now, field, i) && !(known && field.same(before, now, i)) && !isListed(field, i, changes)) {
                Object old = known ? field.value(before, i) : null;
                changes.add(new Change(field.elementName(i), field.value(now, i), old));
            }
        }
    }

    /** An element over which two ranges lie is listed once: it can only be the last. */
    private static boolean isListed(Field field, int element, List<Change> changes) {
        return !changes.isEmpty() && changes.get(changes.size() - 1).name().equals(field.elementName(element));
    }

    private static boolean reaches(ByteBuffer memory, Field field, int element) {
        return field.at(element) + field.width() <= memory.limit();
    }

    /** Lines that {@link LayoutFile#parse} reads as an equal layout. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (sequence != null) {
            lines.add(sequence.line());
        }
        fields.forEach(field -> lines.add(field.line()));
        return lines;
    }
}
