package dev.ipcscope.server.cli;

import dev.ipcscope.server.security.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which address the server listens, and with which certificate. */
final class ListenOptions {

    @Option(
            names = "--host",
            paramLabel = "ADDR",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (default: ${DEFAULT-VALUE}); beyond loopback only with TLS.")
    private String host;

    @Option(
            names = "--tls-keystore",
            paramLabel = "FILE",
            description = "Serve https with the key and certificate of this PKCS #12 file.")
    private @Nullable Path keystore;

    @Option(
            names = "--tls-password-file",
            paramLabel = "FILE",
            description = "The keystore's password; else it is taken from IPCSCOPE_TLS_PASSWORD.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            split = ",",
            description = "A further name by which browsers and agents call this server.")
    private Set<String> names = Set.of();

    String host() {
        return host;
    }

    Set<String> names() {
        return names;
    }

    SslContextFactory.@Nullable Server tls() throws IOException {
        return keystore == null ? null : Tls.load(keystore, password());
    }

    private String password() throws IOException {
        if (passwordFile != null) {
            return Files.readString(passwordFile, StandardCharsets.UTF_8).strip();
        }
        String given = System.getenv("IPCSCOPE_TLS_PASSWORD");
        return given == null ? "" : given;
    }
}
