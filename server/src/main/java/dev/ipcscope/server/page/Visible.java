package dev.ipcscope.server.page;

import java.util.Locale;

/**
 * Makes characters visible that would hide or reorder text: controls as the pictures of Unicode's block U+2400, bidi
 * controls, zero-width characters, separators and lone surrogates as {@code ⟨U+202E⟩}.
 */
public final class Visible {

    private Visible() {}

    /** One line: line ends and tabs are shown as pictures too. */
    public static String line(String text) {
        return show(text, false);
    }

    /** Several lines: line feeds and tabs stay. */
    public static String lines(String text) {
        return show(text, true);
    }

    private static String show(String text, boolean keepLines) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            boolean harmless = keepLines && (c == '\n' || c == '\t') || !hidden(c);
            if (!harmless && out == null) {
                out = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (out != null) {
                append(out, c, harmless);
            }
            i += width;
        }
        return out == null ? text : out.toString();
    }

    private static void append(StringBuilder out, int c, boolean harmless) {
        if (harmless) {
            out.appendCodePoint(c);
        } else if (c < 0x20) {
            out.append((char) (0x2400 + c));
        } else if (c == 0x7f) {
            out.append('\u2421');
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
