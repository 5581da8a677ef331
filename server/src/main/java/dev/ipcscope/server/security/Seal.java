package dev.ipcscope.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs session ids with a key made from the token, so that a restart of the server doesn't sign everybody out: a page
 * that is open goes on by itself. Another token, or a fortnight, ends all of them. Thread-safe.
 */
final class Seal {

    private static final long LIFE_SECONDS = Duration.ofDays(14).toSeconds();

    private final AccessToken token;
    private final LongSupplier unixSeconds;

    Seal(AccessToken token, LongSupplier unixSeconds) {
        this.token = token;
        this.unixSeconds = unixSeconds;
    }

    /** What the cookie holds: the id, when it was made, and the signature of both. */
    String close(String id) {
        String text = id + "." + unixSeconds.getAsLong();
        return text + "." + token.sign("session " + text);
    }

    /** The id, or null when the cookie isn't one of this token's or is too old. */
    @Nullable
    String open(@Nullable String cookie) {
        String[] parts = cookie == null ? new String[0] : cookie.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        byte[] right = token.sign("session " + parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(right, parts[2].getBytes(StandardCharsets.UTF_8))) {
            return null;
        }
        long age = unixSeconds.getAsLong() - Long.parseLong(parts[1]);
        return age > LIFE_SECONDS ? null : parts[0];
    }
}
