package dev.ipcscope.server.security;

import dev.ipcscope.agent.files.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The server's certificate and key. */
public final class Tls {

    private Tls() {}

    /**
     * Reads a PKCS #12 or JKS file.
     *
     * @throws IOException that names the file and says what to do
     */
    public static SslContextFactory.Server load(Path keystore, String password) throws IOException {
        String type = keystore.toString().toLowerCase(Locale.ROOT).endsWith(".jks") ? "JKS" : "PKCS12";
        try (InputStream in = Files.newInputStream(keystore)) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(in, password.toCharArray());
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setKeyStore(store);
            factory.setKeyStorePassword(password);
            factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
            factory.setSniRequired(false);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(
                    "the keystore " + keystore + " can't be read ("
                            + (e instanceof IOException io ? FileErrors.words(io) : e.getMessage()) + "). It must be a "
                            + type
                            + " file made with keytool -genkeypair; its password is taken from"
                            + " --tls-password-file or the environment variable IPCSCOPE_TLS_PASSWORD",
                    e);
        }
    }
}
