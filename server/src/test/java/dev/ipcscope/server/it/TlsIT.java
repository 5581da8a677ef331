package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beyond loopback with TLS: server, an agent and a query, which trust one certificate. */
class TlsIT {

    @TempDir
    Path folder;

    @Test
    void anAgentAndAQueryTrustTheCertificateTheyAreGivenAndNoOther() throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Path keystore = folder.resolve("server.p12");
        makeKey(keytool, keystore, folder.resolve("ca.pem"));
        makeKey(keytool, folder.resolve("other.p12"), folder.resolve("other.pem"));
        Files.writeString(folder.resolve("password"), "secret1\n");
        Path watched = Files.writeString(folder.resolve("watched"), "over TLS");
        try (Ipcscope ipcscope = new Ipcscope(folder)) {
            Launched server = ipcscope.start(
                    Ipcscope.JAVA,
                    "-jar",
                    Ipcscope.SERVER_JAR,
                    "serve",
                    "--host",
                    "0.0.0.0",
                    "--port",
                    "0",
                    "--tls-keystore",
                    keystore.toString(),
                    "--tls-password-file",
                    folder.resolve("password").toString(),
                    "--data",
                    folder.resolve("data").toString(),
                    "--token-file",
                    ipcscope.token());
            String ready = server.awaitLine("ipcscope: ready https://");
            String url = "https://localhost:" + ready.replaceAll(".*:(\\d+)/?$", "$1");
            Launched agent = ipcscope.start(
                    Ipcscope.JAVA,
                    "-jar",
                    Ipcscope.AGENT_JAR,
                    "--server",
                    url,
                    "--token-file",
                    ipcscope.token(),
                    "--ca",
                    folder.resolve("ca.pem").toString(),
                    "--spool",
                    folder.resolve("spool").toString(),
                    "--name",
                    "far",
                    "--tap",
                    "mapping:" + watched + "?every=20ms");
            agent.awaitLine("ipcscope-agent: ready far");
            Awaitility.await().pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                Ended found = query(ipcscope, url, "ca.pem");
                assertThat(found.code()).as(found.err()).isZero();
                assertThat(Messages.of(found.out()).bytes()).isEqualTo("over TLS".getBytes(StandardCharsets.UTF_8));
            });
            Ended distrusting = query(ipcscope, url, "other.pem");
            assertThat(distrusting.code()).isEqualTo(3);
            assertThat(distrusting.out()).isEmpty();
            assertThat(distrusting.err()).contains("can't be reached");
            assertThat(agent.err()).doesNotContain("Nothing reaches the server");
        }
    }

    private Ended query(Ipcscope ipcscope, String url, String ca) throws Exception {
        return Ended.run(
                folder,
                Ipcscope.JAVA,
                "-jar",
                Path.of(Ipcscope.SERVER_JAR).toAbsolutePath().toString(),
                "query",
                "kind:snapshot agent:far",
                "--server",
                url,
                "--token-file",
                ipcscope.token(),
                "--ca",
                ca,
                "--format",
                "jsonl");
    }

    private void makeKey(String keytool, Path keystore, Path certificate) throws Exception {
        Launched.run(
                folder,
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                "secret1");
        Launched.run(
                folder,
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                keystore.toString(),
                "-storepass",
                "secret1",
                "-file",
                certificate.toString());
    }
}
