package dev.ipcscope.agent.cli;

/** Text for a terminal or a line-based reader: one line, nothing that acts. */
public final class Text {

    private Text() {}

    /** The same with control, escape, line and bidirectional characters written as {@code \}{@code uXXXX}. */
    public static String line(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean acts = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE;
            if (acts) {
                for (char c : Character.toChars(point)) {
                    out.append(String.format("\\u%04x", (int) c));
                }
            } else {
                out.appendCodePoint(point);
            }
        });
        return out.toString();
    }
}
