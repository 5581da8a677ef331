package dev.ipcscope.server.page;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Guesses whether bytes are text, and reads them as UTF-8 or UTF-16. */
final class PayloadText {

    private static final int LOOKED_AT = 256;

    private PayloadText() {}

    /** UTF-8 or UTF-16LE, by the zeros at odd places. */
    static Charset charset(byte[] bytes) {
        int pairs = Math.min(bytes.length, LOOKED_AT) / 2;
        int zeros = 0;
        for (int i = 0; i < pairs; i++) {
            if (bytes[2 * i + 1] == 0 && bytes[2 * i] != 0) {
                zeros++;
            }
        }
        return pairs >= 2 && zeros * 10 >= pairs * 8 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    /** The bytes as text; what isn't text in that encoding becomes U+FFFD. */
    static String read(byte[] bytes, int most) {
        int length = Math.min(bytes.length, most);
        return new String(bytes, 0, length, charset(bytes));
    }

    /** Whether a person would rather read it as text than as hex. */
    static boolean looksLikeText(byte[] bytes) {
        String text = read(bytes, LOOKED_AT);
        if (text.isEmpty()) {
            return false;
        }
        int odd = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < 0x20 && c != '\n' && c != '\r' && c != '\t';
            boolean broken = c == '\uFFFD' && i < text.length() - 1;
            if (control || broken || c == 0x7f) {
                odd++;
            }
        }
        return odd * 100 <= text.length() * 15;
    }
}
