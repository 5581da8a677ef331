package dev.ipcscope.server.app;

import dev.ipcscope.server.security.AccessToken;
import dev.ipcscope.server.security.Hosts;
import java.util.Set;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where and for whom a server listens.
 *
 * @param host the address it is bound to
 * @param port 0 for any free one
 * @param token who has it may see everything
 * @param tls certificate and key; null for plain HTTP, which is for loopback only
 * @param names further names by which a browser may call it
 */
public record ServerConfig(
        String host, int port, AccessToken token, SslContextFactory.@Nullable Server tls, Set<String> names) {

    /**
     * Refuses to listen beyond loopback without TLS.
     *
     * @throws IllegalArgumentException in words
     */
    public ServerConfig {
        names = Set.copyOf(names);
        if (tls == null && !Hosts.isLoopback(host)) {
            throw new IllegalArgumentException("'" + host + "' is reached from other machines, and what is captured is"
                    + " secret: give --tls-keystore FILE as well, or use 127.0.0.1");
        }
    }

    /** Without TLS, under no further host names: for loopback only. */
    public static ServerConfig plain(String host, int port, AccessToken token) {
        return new ServerConfig(host, port, token, null, Set.of());
    }
}
