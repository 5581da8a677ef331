package dev.ipcscope.agent.wire;

import dev.ipcscope.agent.model.Details;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link Details} as CBOR: a map of 0 = error {@code [code, text]}, 1 = gap {@code [count|null, reason]}, 2 = ranges
 * {@code [offset, length, …]}, 3 = attributes; each only where it applies.
 */
public final class DetailsCodec {

    /** Bytes of encoded details. */
    public static final int MAX_BYTES = 384 << 10;

    private DetailsCodec() {}

    /**
     * Encodes details; null when there are none. Details larger than {@link #MAX_BYTES} are replaced by an attribute
     * {@code detailsTooLarge} that says so.
     *
     * @throws IllegalArgumentException for attribute values that are not strings, numbers, booleans, lists or maps
     */
    public static byte @Nullable [] encode(Details details) {
        if (details.isEmpty()) {
            return null;
        }
        for (int size = 512; size <= MAX_BYTES; size = size == MAX_BYTES ? size + 1 : Math.min(MAX_BYTES, size * 8)) {
            ByteBuffer out = ByteBuffer.allocate(size);
            try {
                write(details, new CborWriter(out));
            } catch (BufferOverflowException e) {
                continue;
            }
            byte[] bytes = new byte[out.position()];
            out.get(0, bytes);
            return bytes;
        }
        return encode(Details.of(Map.of("detailsTooLarge", true)));
    }

    /**
     * Decodes what {@link #encode} wrote; null gives {@link Details#NONE}.
     *
     * @throws IllegalArgumentException in words when the bytes are anything else
     */
    public static Details decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Details.NONE;
        }
        CborReader in = new CborReader(ByteBuffer.wrap(bytes));
        Details.Failure error = null;
        Details.Gap gap = null;
        List<Details.Range> ranges = List.of();
        Map<String, Object> attributes = Map.of();
        int parts = in.map();
        for (int i = 0; i < parts; i++) {
            long part = in.unsigned();
            if (part == 0) {
                in.array(2);
                error = new Details.Failure((int) in.number(), in.text());
            } else if (part == 1) {
                in.array(2);
                gap = new Details.Gap(in.nothing() ? null : in.unsigned(), in.text());
            } else if (part == 2) {
                ranges = ranges(in);
            } else if (part == 3) {
                attributes = attributes(in);
            } else {
                throw in.wrong("no part of details has the number " + part);
            }
        }
        if (!in.atEnd()) {
            throw in.wrong("something after the details");
        }
        return new Details(error, gap, ranges, attributes);
    }

    private static void write(Details details, CborWriter out) {
        Details.Failure error = details.error();
        Details.Gap gap = details.gap();
        boolean ranges = !details.ranges().isEmpty();
        boolean attributes = !details.attributes().isEmpty();
        out.map((error != null ? 1 : 0) + (gap != null ? 1 : 0) + (ranges ? 1 : 0) + (attributes ? 1 : 0));
        if (error != null) {
            out.number(0);
            out.array(2);
            out.number(error.code());
            out.text(ConversationCodec.cut(error.text()));
        }
        if (gap != null) {
            out.number(1);
            out.array(2);
            Long count = gap.count();
            if (count == null) {
                out.nothing();
            } else {
                out.number(count);
            }
            out.text(ConversationCodec.cut(gap.reason()));
        }
        if (ranges) {
            out.number(2);
            out.array(details.ranges().size() * 2);
            for (Details.Range range : details.ranges()) {
                out.number(range.offset());
                out.number(range.length());
            }
        }
        if (attributes) {
            out.number(3);
            out.value(details.attributes(), 1);
        }
    }

    private static List<Details.Range> ranges(CborReader in) {
        int numbers = in.array();
        if (numbers % 2 != 0) {
            throw in.wrong("a range without a length");
        }
        List<Details.Range> ranges = new ArrayList<>(Math.min(numbers / 2, 1024));
        for (int i = 0; i < numbers; i += 2) {
            ranges.add(new Details.Range(in.unsigned(), in.unsigned()));
        }
        return ranges;
    }

    private static Map<String, Object> attributes(CborReader in) {
        int size = in.map();
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String name = in.text();
            Object value = in.value(2);
            if (value == null) {
                throw in.wrong("an attribute without a value");
            }
            attributes.put(name, value);
        }
        return attributes;
    }
}
