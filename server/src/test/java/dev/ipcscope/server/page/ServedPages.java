package dev.ipcscope.server.page;

import dev.ipcscope.server.store.InMemoryMessageStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** Tests of pages in a browser: one browser for a class, a store and a server for each test. */
@Tag("browser")
abstract class ServedPages {

    static Browser browser;

    final InMemoryMessageStore store = new InMemoryMessageStore();
    final SampleTraffic traffic = new SampleTraffic().machine();
    PageServer server;

    @BeforeAll
    static void openBrowser() throws Exception {
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        browser.close();
    }

    @BeforeEach
    void serve() throws Exception {
        fill();
        server = new PageServer(store, new NoAgents(), 0);
    }

    /** What is in the store when the server starts. */
    void fill() throws Exception {
        traffic.into(store);
    }

    @AfterEach
    void stop() {
        browser.open("about:blank");
        server.close();
    }

    /** So many messages more of any conversation. */
    void more(int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            traffic.any(i);
        }
        traffic.into(store);
    }

    /** Opens a page as it is. */
    void visit(String path) {
        browser.open(server.url() + path);
    }

    /** Opens the messages page and waits until it is live. */
    void open(String path) {
        visit(path);
        browser.until("live", "document.getElementById('tableword').textContent !== ''");
    }

    void untilRowIs(long id) {
        browser.until("row " + id, "document.getElementById('m" + id + "')");
    }
}
