package dev.ipcscope.server.page;

import java.util.Locale;

/**
 * Makes characters visible that would hide or reorder text: bidi controls, zero-width characters, separators, lone
 * surrogates and, in names, controls as {@code ⟨U+202E⟩}; controls of a payload as a dot, as in a hex dump.
 */
public final class Visible {

    private Visible() {}

    /** A name, an address, an error's words: one line. */
    public static String line(String text) {
        return show(text, false, false);
    }

    /** A payload in one line; a line end counts as one control. */
    public static String payloadLine(String text) {
        return show(text.replace("\r\n", "\n"), false, true);
    }

    /** A payload in several lines: line ends and tabs stay. */
    public static String payload(String text) {
        return show(text.replace("\r\n", "\n"), true, true);
    }

    private static String show(String text, boolean keepLines, boolean dots) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            boolean harmless = keepLines && (c == '\n' || c == '\t') || !hidden(c);
            if (!harmless && out == null) {
                out = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (out != null) {
                append(out, c, harmless, dots);
            }
            i += width;
        }
        return out == null ? text : out.toString();
    }

    private static void append(StringBuilder out, int c, boolean harmless, boolean dots) {
        if (harmless) {
            out.appendCodePoint(c);
        } else if (dots && Character.getType(c) == Character.CONTROL) {
            out.append('·');
        } else {
            out.append('⟨').append(String.format(Locale.ROOT, "U+%04X", c)).append('⟩');
        }
    }

    private static boolean hidden(int c) {
        if (c >= 0x20 && c < 0x7f) {
            return false;
        }
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
