package dev.ipcscope.agent.mechanism.dde;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A value as a person reads it. */
final class DdeValue {

    private static final Charset ANSI = Charset.forName("windows-1252");
    private static final int SHOWN = 300;
    private static final int HEX_SHOWN = 24;

    private DdeValue() {}

    /** Text up to its zero where the format is one of text, else the first bytes in hex. */
    static String text(byte[] value, String format) {
        return switch (format) {
            case "CF_TEXT", "CF_OEMTEXT", "CF_SYLK", "CF_DIF", "Csv", "Link", "ObjectLink", "OwnerLink" ->
                shown(new String(value, ANSI));
            case "CF_UNICODETEXT" -> shown(new String(value, StandardCharsets.UTF_16LE));
            case XlTableDecoder.FORMAT -> shown(XlTableDecoder.line(value));
            default -> hex(value);
        };
    }

    private static String shown(String text) {
        int zero = text.indexOf('\0');
        String line = zero < 0 ? text : text.substring(0, zero);
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }

    private static String hex(byte[] value) {
        String pairs = HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(value, Math.min(HEX_SHOWN, value.length)));
        return value.length + " bytes " + pairs + (value.length > HEX_SHOWN ? " …" : "");
    }
}
