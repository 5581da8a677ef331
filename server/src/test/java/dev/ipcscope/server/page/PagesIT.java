package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;

/** Ways through the pages that a reader relies on. */
final class PagesIT extends ServedPages {

    private String filter() {
        return String.valueOf(browser.run("return document.getElementById('filter-text').value"));
    }

    @Test
    void aFilterIsPutTogetherFromSuggestionsByKeyboard() throws Exception {
        more(300);
        open("/");
        browser.find("#grid").click();
        browser.keys("/");
        browser.keys("mec");
        browser.until("terms", "document.querySelector('.suggest li')?.textContent.startsWith('mech:')");
        browser.keys(Keys.DOWN);
        browser.keys(Keys.ENTER);
        browser.until("values", "document.querySelectorAll('.suggest li').length > 3");
        assertThat(filter()).isEqualTo("mech:");
        browser.keys("ud");
        browser.until("one value", "document.querySelectorAll('.suggest li').length === 1");
        browser.keys(Keys.TAB);
        assertThat(filter()).isEqualTo("mech:udp ");
        browser.keys("to:");
        browser.until("processes", "document.querySelector('.suggest')?.textContent.includes('dnsmasq')");
        browser.keys(Keys.ESCAPE);
        browser.until("closed", "document.querySelector('.suggest').hidden");
        assertThat(filter()).isEqualTo("mech:udp to:");
        browser.keys("dnsmasq");
        browser.keys(Keys.ENTER);
        browser.until("filtered", "[...document.querySelectorAll('#body .mech')].every(m => m.textContent === 'udp')");
        browser.until("in the address", "location.search.includes('dnsmasq')");
        assertThat(String.valueOf(browser.run("return document.getElementById('twin').href")))
                .contains("/api/messages?order=desc&filter=mech%3Audp+to%3Adnsmasq");
    }

    @Test
    void aLinkToAMessageShowsItAmongItsNeighbours() throws Exception {
        more(30_000);
        open("/?id=12345");
        browser.until("row", "document.querySelector('#m12345[aria-selected=true]')");
        browser.until("detail", "document.querySelector('#dock .hex, #dock .pane')?.closest('#dock')");
        assertThat(browser.text("#dock .meta")).contains("12,345");
        assertThat(browser.rows()).contains(12_344L, 12_346L);
    }

    @Test
    void aLinkToAMessageOfAnEndedCaptureOpensThatCapture() throws Exception {
        more(200);
        store.startCapture("second");
        more(200);
        open("/?id=50");
        browser.until("row", "document.querySelector('#m50[aria-selected=true]')");
        visit("/conversations/3");
        browser.open(String.valueOf(browser.run("return document.querySelector('a.btn[href^=\"/?filter=\"]').href")));
        browser.until("rows", "document.querySelector('#body tr')");
    }

    @Test
    void theAddressFollowsTheSelectionWhileRowsArrive() throws Exception {
        more(300);
        open("/");
        browser.find("#grid").click();
        browser.keys("kkk");
        String selected =
                String.valueOf(browser.run("return document.querySelector('#body tr[aria-selected=true]').id"));
        Thread arrivals = new Thread(() -> {
            try {
                for (int i = 0; i < 40; i++) {
                    more(1);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        arrivals.start();
        browser.until("address", "location.search.includes('id=" + selected.substring(1) + "')");
        arrivals.join();
    }

    @Test
    void whatIsMissingSaysSoWithAWayOn() throws Exception {
        for (String path : List.of("/nosuch", "/conversations/9999")) {
            visit(path);
            assertThat(browser.text("#why")).startsWith("There is no");
            assertThat(browser.find("#page a[href='/']").isDisplayed()).isTrue();
        }
        open("/?id=999999");
        browser.until("said", "document.querySelector('#dock .note.bad')");
        assertThat(browser.text("#dock")).contains("There is no message 999,999");
    }

    @Test
    void theDoctorSaysThatTheFilterOfThePageHidesEverything() throws Exception {
        more(100);
        open("/?filter=mech%3Anosuch");
        browser.until("empty", "!document.getElementById('empty-filter').hidden");
        browser.find("#empty-filter a[href^='/doctor']").click();
        browser.until("report", "document.querySelector('#doctor .checks')");
        assertThat(browser.text("#doctor")).contains("Filter mech:nosuch").contains("hides all");
        browser.find("a[href='/?filter=mech%3Anosuch']").click();
        browser.until("back", "document.getElementById('filter-text')");
        assertThat(filter()).isEqualTo("mech:nosuch");
    }

    @Test
    void aFactOfAMessageFiltersForItsLikes() throws Exception {
        more(300);
        traffic.say(3, Direction.CLIENT_TO_SERVER, "who is it").into(store);
        open("/?id=" + store.lastId());
        browser.until("facts", "document.querySelector('#dock dd[title^=\"Filter: proc\"] a')");
        browser.find("#dock dd[title='Filter: proc==dig'] a").click();
        browser.until(
                "filtered", "[...document.querySelectorAll('#body tr')].every(r => r.textContent.includes('dig'))");
        assertThat(filter()).isEqualTo("proc==dig");
    }

    @Test
    void nothingLeavesANarrowWindow() throws Exception {
        more(300);
        Dimension usual = browser.driver.manage().window().getSize();
        browser.driver.manage().window().setSize(new Dimension(800, 700));
        try {
            for (String path : List.of("/", "/conversations", "/conversations/2", "/taps", "/agents", "/captures")) {
                visit(path);
                assertThat(browser.number("Math.max(...[...document.querySelectorAll('.top .end, .top nav, .main')]"
                                + ".map(e => e.getBoundingClientRect().right)) - innerWidth"))
                        .as("pixels outside on %s", path)
                        .isLessThanOrEqualTo(0);
                assertThat(browser.number("Math.round(document.querySelector('.top .end').getBoundingClientRect().left"
                                + " - document.querySelector('.top nav').getBoundingClientRect().right)"))
                        .as("pixels between navigation and state on %s", path)
                        .isGreaterThanOrEqualTo(0);
            }
        } finally {
            browser.driver.manage().window().setSize(usual);
        }
    }
}
