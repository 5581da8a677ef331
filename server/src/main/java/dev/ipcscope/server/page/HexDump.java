package dev.ipcscope.server.page;

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
        int length = Math.min(bytes.length, most);
        List<HexLine> lines = new ArrayList<>(length / WIDTH + 1);
        for (int at = 0; at < length; at += WIDTH) {
            int end = Math.min(length, at + WIDTH);
            lines.add(new HexLine(
                    String.format(Locale.ROOT, "%04x", at),
                    padded(bytes, at, Math.min(end, at + 8)),
                    padded(bytes, Math.min(end, at + 8), end),
                    text(bytes, at, end)));
        }
        return lines;
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
