package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who deletes a capture wants its bytes gone from every disk. */
class EraseIT {

    @TempDir
    Path folder;

    @Test
    void aDeletedCaptureIsInNoFileOfServerAndAgents() throws Exception {
        String secret = "this-was-said-in-confidence ";
        try (Ipcscope ipcscope = new Ipcscope(folder);
                ServerSocket target = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String tap = "tcp:127.0.0.1:0=127.0.0.1:" + target.getLocalPort();
            Launched server = ipcscope.serve(tap);
            Launched agent = ipcscope.agent(tap);
            for (Launched tapper : List.of(server, agent)) {
                say(target, Ipcscope.port(Ipcscope.endpoint(tapper, "tcp")), secret);
                say(target, Ipcscope.port(Ipcscope.endpoint(tapper, "tcp")), secret.repeat(4_000));
            }
            assertThat(ipcscope.query("\"this-was-said\"").rows()).hasSizeGreaterThanOrEqualTo(4);
            assertThat(filesWith(secret)).hasSizeGreaterThanOrEqualTo(4);

            assertThat(delete(ipcscope, 1)).isEqualTo(204);
            assertThat(filesWith(secret)).isEmpty();
            say(target, Ipcscope.port(Ipcscope.endpoint(agent, "tcp")), "what comes now is kept");
            assertThat(ipcscope.query("\"what comes now\"").rows()).hasSize(1);
            assertThat(ipcscope.query("kind:gap").rows()).isEmpty();
        }
    }

    private static void say(ServerSocket target, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket accepted = target.accept()) {
            client.getOutputStream().write(bytes);
            assertThat(accepted.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        }
    }

    private int delete(Ipcscope ipcscope, int capture) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ipcscope.url() + "/api/captures/" + capture))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(Path.of(ipcscope.token())).strip())
                .DELETE()
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private List<String> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !folder.equals(file.getParent())) // what the commands of this test have printed
                    .filter(file -> holds(file, text))
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
