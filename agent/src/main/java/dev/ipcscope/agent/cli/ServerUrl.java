package dev.ipcscope.agent.cli;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a server is, as it is given on the command line. */
public final class ServerUrl {

    private static final int HIGHEST_PORT = 65_535;

    private ServerUrl() {}

    /**
     * Reads {@code http://HOST:PORT} or {@code https://HOST:PORT}, with or without a slash at the end.
     *
     * @throws IllegalArgumentException in words for anything else
     */
    public static URI of(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw refuse(text, e);
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        boolean bare = url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && ("".equals(url.getRawPath()) || "/".equals(url.getRawPath()));
        if (!http || !bare || url.getPort() == 0 || url.getPort() > HIGHEST_PORT) {
            throw refuse(text, null);
        }
        return url;
    }

    private static IllegalArgumentException refuse(String text, @org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException(
                "'" + text + "' is not a server's URL: write http://HOST:PORT or https://HOST:PORT", cause);
    }
}
