package dev.ipcscope.server.page;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.web.HexLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sixteen bytes a line, as hex and as text. */
final class HexDump {

    private static final int WIDTH = 16;

    private HexDump() {}

    /** The first {@code most} bytes. */
    static List<HexLine> lines(byte[] bytes, int most) {
        return lines(bytes, List.of(), most);
    }

    /** The first {@code most} bytes, each range at the place in memory that it was read from, a line apart. */
    static List<HexLine> lines(byte[] bytes, List<Details.Range> ranges, int most) {
        int length = Math.min(bytes.length, most);
        long highest =
                ranges.stream().mapToLong(r -> r.offset() + r.length()).max().orElse(length);
        String form = "%0" + Math.max(4, Long.toHexString(highest).length()) + "x";
        List<HexLine> lines = new ArrayList<>(length / WIDTH + ranges.size() + 1);
        int at = 0;
        for (Details.Range range : ranges) {
            if (at > 0 && at < length) {
                lines.add(new HexLine("", "", "", ""));
            }
            int end = (int) Math.min(length, at + range.length());
            add(lines, bytes, at, end, range.offset() - at, form);
            at = Math.max(at, end);
        }
        add(lines, bytes, at, length, 0, form);
        return lines;
    }

    private static void add(List<HexLine> lines, byte[] bytes, int from, int until, long shift, String form) {
        for (int at = from; at < until; at += WIDTH) {
            int end = Math.min(until, at + WIDTH);
            lines.add(new HexLine(
                    String.format(Locale.ROOT, form, at + shift),
                    padded(bytes, at, Math.min(end, at + 8)),
                    padded(bytes, Math.min(end, at + 8), end),
                    text(bytes, at, end)));
        }
    }

    private static String padded(byte[] bytes, int from, int end) {
        StringBuilder out = new StringBuilder(24);
        for (int i = from; i < end; i++) {
            out.append(Character.forDigit(bytes[i] >> 4 & 15, 16))
                    .append(Character.forDigit(bytes[i] & 15, 16))
                    .append(' ');
        }
        while (out.length() < 24) {
            out.append(' ');
        }
        return out.toString();
    }

    private static String text(byte[] bytes, int from, int end) {
        StringBuilder out = new StringBuilder(WIDTH);
        for (int i = from; i < end; i++) {
            out.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '·');
        }
        return out.toString();
    }

    /** The same as plain text, a line each. */
    static String plain(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (HexLine line : lines(bytes, Integer.MAX_VALUE)) {
            out.append(line.offset())
                    .append("  ")
                    .append(line.left())
                    .append(' ')
                    .append(line.right())
                    .append(' ');
            out.append(line.text()).append('\n');
        }
        return out.toString();
    }
}
