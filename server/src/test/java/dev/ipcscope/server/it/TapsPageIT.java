package dev.ipcscope.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.server.page.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** From a token to a tap, its messages, and its end, by the browser alone. */
@Tag("browser")
final class TapsPageIT {

    @TempDir
    Path folder;

    @Test
    void aTapIsOpenedUsedAndClosed() throws Exception {
        try (Ipcscope ipcscope = new Ipcscope(folder);
                ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Browser browser = new Browser()) {
            ipcscope.serve();
            answer(target);
            String token = Files.readString(folder.resolve("token")).strip();
            browser.open(ipcscope.url() + "/taps");
            assertThat(browser.text("h1")).isEqualTo("ipcscope");
            browser.find("#token").sendKeys(token, Keys.ENTER);
            browser.until("taps", "document.getElementById('spec')");
            open(browser, "127.0.0.1");
            browser.until("refused", "document.querySelector('#taps .note.bad .wrong')");
            int port = Ipcscope.freePort();
            String spec = "tcp:127.0.0.1:" + port + "=127.0.0.1:" + target.getLocalPort();
            open(browser, spec);
            browser.until("open", "document.querySelector('#taps tr[data-spec=\"" + spec + "\"] .badge.ok')");
            browser.picture("taps-light");
            assertThat(talk(port, "hello tap")).isEqualTo("hello tap");
            browser.open(ipcscope.url() + "/");
            browser.until("message", "document.getElementById('body').textContent.includes('hello tap')");
            assertTwins(browser, ipcscope.url(), browser.run("return document.querySelector('#body tr')?.id.slice(1)"));
            for (String page : new String[] {"agents", "doctor", "captures", "conversations"}) {
                browser.open(ipcscope.url() + "/" + page);
                browser.until("page " + page, "document.querySelector('.chain, table tbody tr')");
                browser.picture(page + "-light");
            }
            browser.open(ipcscope.url() + "/taps");
            browser.find("#taps tr[data-spec] button").click();
            browser.until("closed", "!document.querySelector('#taps tr[data-spec]')");
        }
    }

    @Test
    void aRestartOfTheServerKeepsTheReaderSignedIn() throws Exception {
        try (Ipcscope ipcscope = new Ipcscope(folder);
                Browser browser = new Browser()) {
            Launched first = ipcscope.serve();
            browser.open(ipcscope.url() + "/taps");
            String token = Files.readString(folder.resolve("token")).strip();
            browser.find("#token").sendKeys(token, Keys.ENTER);
            browser.until("taps", "document.getElementById('spec')");
            first.close();
            ipcscope.serve();
            browser.open(ipcscope.url() + "/taps");
            browser.until("taps again", "document.getElementById('spec')");
        }
    }

    /** Each page's JSON twin answers. */
    private static void assertTwins(Browser browser, String url, Object id) {
        for (String page : new String[] {
            "",
            "?capture=1",
            "?filter=mech%3Atcp&id=" + id,
            "conversations",
            "conversations?capture=1",
            "conversations/1",
            "taps",
            "agents",
            "captures",
            "doctor",
            "doctor?filter=mech%3Audp",
            "help/filter"
        }) {
            browser.open(url + "/" + page);
            Object status = browser.driver.executeAsyncScript(
                    "fetch(document.getElementById('twin').href).then(a => arguments[0](a.status))");
            assertThat(status).as("JSON twin of /%s", page).isEqualTo(200L);
        }
    }

    @Test
    void aTapThatWaitsOrFailsSaysWhyInFull() throws Exception {
        try (Ipcscope ipcscope = new Ipcscope(folder);
                Browser browser = new Browser()) {
            ipcscope.serve();
            browser.open(ipcscope.url() + "/taps");
            browser.find("#token")
                    .sendKeys(Files.readString(folder.resolve("token")).strip(), Keys.ENTER);
            browser.until("taps", "document.getElementById('spec')");
            Path absent = folder.resolve("a-folder-that-is-not-there").resolve("nor-is-this-socket-in-it.sock");
            open(browser, "unix:" + folder.resolve("front.sock") + "=" + absent);
            browser.until("waiting", "document.querySelector('#taps tr.reason')");
            assertThat(browser.text("#taps tr.reason")).contains(absent.toString());
            assertThat(browser.number(
                            "(c => c.scrollWidth - c.clientWidth)(document.querySelector('#taps tr.reason td + td'))"))
                    .as("pixels of the reason that are cut off")
                    .isLessThanOrEqualTo(0);
        }
    }

    private static void open(Browser browser, String spec) {
        browser.find("#spec").clear();
        browser.find("#spec").sendKeys(spec, Keys.ENTER);
    }

    /** Sends back what it gets, to one client. */
    private static void answer(ServerSocket target) {
        Thread thread = new Thread(() -> {
            try (Socket socket = target.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                // The test has closed the socket.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String talk(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
