package dev.ipcscope.agent.decode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Text of a Windows program whose encoding nobody says. UTF-8 is tried first, since other text is hardly ever valid
 * UTF-8; then UTF-16; then the code page of Western European Windows. The zero that ends a C string isn't part of it.
 *
 * @param text at most {@link #MOST} characters
 * @param encoding {@code UTF-8}, {@code UTF-16}, {@code ANSI (windows-1252)}
 * @param whole false when there is more text than that
 */
public record GuessedText(String text, String encoding, boolean whole) {

    /** Characters that are read. */
    public static final int MOST = 1 << 16;

    private static final Charset ANSI = Charset.forName("windows-1252");

    /**
     * Reads bytes.
     *
     * @param cut whether more bytes followed, so that the last character may lack some
     * @return null when they don't look like text
     */
    public static @Nullable GuessedText of(byte[] bytes, boolean cut) {
        if (startsWith(bytes, 0xff, 0xfe)) {
            return checked(bytes, 2, StandardCharsets.UTF_16LE, "UTF-16", cut);
        }
        if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
            return checked(bytes, 3, StandardCharsets.UTF_8, "UTF-8", cut);
        }
        GuessedText utf8 = checked(bytes, 0, StandardCharsets.UTF_8, "UTF-8", cut);
        if (utf8 != null) {
            return utf8;
        }
        GuessedText wide = looksWide(bytes) ? checked(bytes, 0, StandardCharsets.UTF_16LE, "UTF-16", cut) : null;
        return wide != null ? wide : checked(bytes, 0, ANSI, "ANSI (windows-1252)", cut);
    }

    /** Most pairs have a zero behind, as Latin letters do, or the end is a zero of two bytes. */
    private static boolean looksWide(byte[] bytes) {
        int pairs = Math.min(bytes.length, 512) / 2;
        int zeros = 0;
        for (int i = 0; i < pairs; i++) {
            zeros += bytes[2 * i + 1] == 0 ? 1 : 0;
        }
        boolean ended = bytes.length >= 4
                && bytes.length % 2 == 0
                && bytes[bytes.length - 1] == 0
                && bytes[bytes.length - 2] == 0;
        return pairs > 0 && (2 * zeros >= pairs || ended);
    }

    private static @Nullable GuessedText checked(
            byte[] bytes, int from, Charset charset, String encoding, boolean cut) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(Math.min(MOST, bytes.length) + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, from, bytes.length - from), out, !cut);
        if (result.isError()) {
            return null;
        }
        String text = out.flip().toString();
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        text = text.substring(0, end);
        return !text.isEmpty() && readable(text) ? new GuessedText(text, encoding, !result.isOverflow() && !cut) : null;
    }

    private static boolean readable(String text) {
        return text.chars()
                .noneMatch(c -> c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != 0x1b
                        || c == 0x7f
                        || c >= 0x80 && c < 0xa0
                        || c == 0xfffe
                        || c == 0xffff);
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        return bytes.length >= start.length
                && Arrays.equals(
                        Arrays.stream(start).map(b -> (byte) b).toArray(),
                        IntStream.range(0, start.length).map(i -> bytes[i]).toArray());
    }
}
