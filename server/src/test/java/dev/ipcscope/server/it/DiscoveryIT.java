package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ipcscope.server.page.Browser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What could be tapped: it comes, is tapped by one click, and goes. */
@Tag("browser")
final class DiscoveryIT {

    @TempDir
    Path folder;

    @Test
    void anEndpointThatComesIsMarkedTappedByOneClickAndMarkedWhenItIsGone() throws Exception {
        Path socket = folder.resolve("echo.sock");
        try (Ipcscope ipcscope = new Ipcscope(folder);
                Browser browser = new Browser()) {
            ipcscope.serve();
            String agent = ipcscope.json("/api/agents").at("/agents/0/name").asText();
            browser.open(ipcscope.url() + "/taps");
            browser.find("#token").sendKeys(token(ipcscope), Keys.ENTER);
            browser.until("a first look", "document.querySelector('#endpoints table')");
            assertThat(endpoint(ipcscope, socket)).isNull();

            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));
                echo(server);
                look(browser, socket, "New");
                JsonNode found = endpoint(ipcscope, socket);
                assertThat(found).isNotNull();
                assertThat(found.get("change").asText()).isEqualTo("new");
                assertThat(list(ipcscope, agent, socket)).containsPattern("\\[.*\\bnew\\b.*]");

                browser.run(
                        "arguments[0].click()", browser.run("return " + row(socket) + ".querySelector('form button')"));
                browser.until(
                        "tap",
                        "document.querySelector('#taps tr[data-spec=\""
                                + found.get("suggestion").asText() + "\"] .badge.ok')");
                JsonNode tap = ipcscope.json("/api/taps").at("/taps/0");
                assertThat(tap.get("spec").asText())
                        .isEqualTo(found.get("suggestion").asText());
                assertThat(talk(tap.get("endpoint").asText(), "by one click")).isEqualTo("by one click");
                assertThat(ipcscope.query("mech:unix \"by one click\" kind:data")
                                .rows())
                        .as("there and back")
                        .hasSize(2);
            }
            Files.delete(socket);
            look(browser, socket, "Gone");
            assertThat(browser.run("return " + row(socket) + ".querySelector('form')"))
                    .as("what is gone can't be tapped")
                    .isNull();
            JsonNode gone = endpoint(ipcscope, socket);
            assertThat(gone).isNotNull();
            assertThat(gone.get("change").asText()).isEqualTo("gone");
            assertThat(list(ipcscope, agent, socket)).containsPattern("\\[.*\\bgone\\b.*]");
        }
    }

    private static void look(Browser browser, Path socket, String badge) {
        browser.run("[...document.querySelectorAll('button')].find(b => b.textContent === 'Look again').click()");
        browser.until(badge, row(socket) + "?.querySelector('.badge')?.textContent === '" + badge + "'");
    }

    private static String row(Path socket) {
        return "[...document.querySelectorAll('#endpoints tr[data-row]')].find(r => r.children[1].title === '" + socket
                + "')";
    }

    private static @Nullable JsonNode endpoint(Ipcscope ipcscope, Path socket) throws Exception {
        for (JsonNode endpoint : ipcscope.json("/api/endpoints").get("endpoints")) {
            if (endpoint.get("name").asText().equals(socket.toString())) {
                return endpoint;
            }
        }
        return null;
    }

    private String list(Ipcscope ipcscope, String agent, Path socket) throws Exception {
        Ended list = Ended.run(
                folder,
                Ipcscope.JAVA,
                "-jar",
                Ipcscope.SERVER_JAR,
                "list",
                "--agent",
                agent,
                "--server",
                ipcscope.url(),
                "--token-file",
                ipcscope.token());
        assertThat(list.code()).as(list.err()).isZero();
        return list.lines().stream()
                .filter(line -> line.startsWith("unix " + socket + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(list.out()));
    }

    private static String token(Ipcscope ipcscope) throws IOException {
        return Files.readString(Path.of(ipcscope.token())).strip();
    }

    /** Sends back what it gets, to each client. */
    private static void echo(ServerSocketChannel server) {
        Thread thread = new Thread(() -> {
            while (true) {
                try (SocketChannel client = server.accept()) {
                    Channels.newInputStream(client).transferTo(Channels.newOutputStream(client));
                } catch (IOException e) {
                    if (!server.isOpen()) {
                        return; // the test has closed it
                    }
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String talk(String endpoint, String text) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(endpoint))) {
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            client.shutdownOutput();
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
