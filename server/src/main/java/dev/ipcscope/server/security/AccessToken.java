package dev.ipcscope.server.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The secret that opens the server. It never appears in a log, a page or a cookie. */
public final class AccessToken {

    private static final int SHORTEST = 16;

    private final byte[] digest;

    /**
     * A token as it stands in its file.
     *
     * @throws IllegalArgumentException when it is too short to be a secret
     */
    public AccessToken(String token) {
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException("the token has " + token.length() + " characters; at least " + SHORTEST
                    + " are needed. Delete its file to have a new one made");
        }
        digest = sha256(token);
    }

    /** Whether this is the token; takes as long for a wrong one as for the right one, whatever its length. */
    public boolean matches(@Nullable String candidate) {
        return candidate != null && MessageDigest.isEqual(digest, sha256(candidate));
    }

    /** A signature (HMAC-SHA-256) that only who has the token can make; the token can't be found from it. */
    String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(digest, "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "AccessToken";
    }
}
