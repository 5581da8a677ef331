package dev.ipcscope.agent.tap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The {@code %XX} writing of names in tap specs: UTF-8 bytes, two hex digits each. */
final class PercentCode {

    private PercentCode() {}

    /** Throws {@link IllegalArgumentException} in words when the text is wrong. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 1 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException(
                            "'%' takes two hex digits; a percent sign itself is written %25");
                }
                bytes.write(high << 4 | low);
                i += 3;
            } else {
                int point = text.codePointAt(i);
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(point);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the bytes written with % are not UTF-8", e);
        }
    }

    static void encode(String name, int from, StringBuilder out) {
        for (int i = from; i < name.length(); ) {
            int point = name.codePointAt(i);
            if (point == '=' || point == '?' || point == '&' || point == '%' || Character.isISOControl(point)) {
                for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    out.append(String.format("%%%02X", b & 0xff));
                }
            } else {
                out.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
    }
}
