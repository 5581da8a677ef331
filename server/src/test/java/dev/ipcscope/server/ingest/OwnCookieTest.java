package dev.ipcscope.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.wire.WireItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnCookieTest {

    @Test
    void theSessionOfOurPagesIsMaskedWithItsLength() {
        assertThat(mask("GET / HTTP/1.1\r\nCookie: a=b; ipcscope-7070=oeBY.17.AN-f_x; c=d\r\n\r\nbody"))
                .isEqualTo("GET / HTTP/1.1\r\nCookie: a=b; ipcscope-7070=**************; c=d\r\n\r\nbody");
        assertThat(mask("ipcscope-1=x,ipcscope-65535=yz")).isEqualTo("ipcscope-1=*,ipcscope-65535=**");
        assertThat(mask("ipcscope-ipcscope-7=x\n")).isEqualTo("ipcscope-ipcscope-7=*\n");
    }

    @Test
    void whatOnlyLooksLikeItStays() {
        for (String text :
                List.of("", "ipcscope-", "ipcscope-7070", "ipcscope-7070=", "ipcscope-7070=;", "ipcscope-x=1")) {
            assertThat(mask(text)).isEqualTo(text);
        }
        assertThat(mask("ipcscope-123456=x")).isEqualTo("ipcscope-123456=x");
        assertThat(mask("IPCSCOPE-7070=x")).isEqualTo("IPCSCOPE-7070=x");
        assertThat(OwnCookie.masked(bytes("nothing of ours"))).isNull();
    }

    @Test
    void randomTextsAreMaskedAsAPatternSays() {
        SplittableRandom random = new SplittableRandom(20);
        String[] pieces = {
            "ipcscope-", "ipcscope", "-", "7", "70707", "=", "value", ";", " ", "\r\n", "i", "e-", ",", "\""
        };
        Pattern pattern = Pattern.compile("(?<=ipcscope-\\d{1,5}=)[!#-+\\--:<-\\[\\]-~]+");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String expected = pattern.matcher(text)
                    .replaceAll(value -> "*".repeat(value.group().length()));
            assertThat(mask(text.toString())).as(text.toString()).isEqualTo(expected);
        }
    }

    @Test
    void onlyTheMessageWithACookieIsCopied() {
        WireItem base = new WireItem.TimeBase(1);
        WireItem plain = item(Kind.DATA, "plain");
        WireItem told = item(Kind.DATA, "Cookie: ipcscope-7070=abc");
        WireItem part = new WireItem.Part(3, 0, bytes("ipcscope-7070=abc"));
        WireItem later = new WireItem.Part(3, 17, bytes("ipcscope-7070=abc"));
        List<WireItem> none = List.of(base, plain, later);
        assertThat(OwnCookie.mask(none)).isSameAs(none);
        List<WireItem> masked = OwnCookie.mask(List.of(base, plain, told, part, later));
        assertThat(masked.get(1)).isSameAs(plain);
        assertThat(masked.get(4)).isSameAs(later);
        assertThat(text(((WireItem.Item) masked.get(2)).payload())).isEqualTo("Cookie: ipcscope-7070=***");
        assertThat(((WireItem.Item) masked.get(2)).length()).isEqualTo(25);
        assertThat(text(((WireItem.Part) masked.get(3)).bytes())).isEqualTo("ipcscope-7070=***");
    }

    private static WireItem item(Kind kind, String text) {
        return new WireItem.Item(1, 1, 1, kind, Direction.CLIENT_TO_SERVER, text.length(), bytes(text), null);
    }

    private static String mask(String text) {
        ByteBuffer masked = OwnCookie.masked(bytes(text));
        return masked == null ? text : text(masked);
    }

    /** A slice that neither begins nor ends where its memory does. */
    private static ByteBuffer bytes(String text) {
        byte[] around = ("ipcscope-1=" + text + "=z").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.wrap(around, 11, text.length());
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? ""
                : StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
    }
}
