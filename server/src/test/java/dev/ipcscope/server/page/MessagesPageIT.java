package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

/** The messages page as a reader meets it. */
final class MessagesPageIT extends ServedPages {

    private void assertNoDuplicatesAndNoHoles() {
        List<Long> rows = browser.rows();
        assertThat(rows).isEqualTo(new ArrayList<>(new TreeSet<>(rows)));
        assertThat(rows.get(rows.size() - 1) - rows.get(0)).isEqualTo(rows.size() - 1);
    }

    @Test
    void rowsArriveByThemselves() throws Exception {
        open("/");
        more(300);
        untilRowIs(store.lastId());
        assertNoDuplicatesAndNoHoles();
        more(5);
        untilRowIs(store.lastId());
        assertNoDuplicatesAndNoHoles();
        assertThat(browser.rows().size()).isLessThan(80);
    }

    @Test
    void aProgramThatIsFoundOutLaterIsNamedInTheRowsThatAreThere() throws Exception {
        open("/");
        traffic.talk(8, "tcp", "127.0.0.1:6379", ProcessInfo.UNKNOWN, SampleTraffic.process(1990, "redis-server"))
                .say(8, Direction.CLIENT_TO_SERVER, "who am I?");
        traffic.into(store);
        String cell = "[...document.querySelectorAll('#body tr')].at(-1).cells[4].textContent";
        browser.until("only its address yet", cell + ".includes('127.0.0.1:45232')");
        traffic.talk(
                8,
                "tcp",
                "127.0.0.1:6379",
                SampleTraffic.process(2207, "billing"),
                SampleTraffic.process(1990, "redis-server"));
        traffic.into(store);
        browser.until("named", cell + ".includes('billing')");
    }

    @Test
    void scrollingUpHoldsTheRowsAndCountsNewOnes() throws Exception {
        more(500);
        open("/");
        untilRowIs(store.lastId());
        browser.find("#grid").click();
        browser.keys(Keys.PAGE_UP);
        browser.until("held", "!document.getElementById('goend').hidden");
        List<Long> before = browser.rows();
        more(17);
        browser.until("counted", "document.getElementById('goend').textContent.startsWith('17 new')");
        assertThat(browser.rows()).isEqualTo(before);
        browser.keys(Keys.END);
        untilRowIs(store.lastId());
        assertNoDuplicatesAndNoHoles();
    }

    @Test
    void anyPlaceOfALargeCaptureIsOneDragAway() throws Exception {
        more(60_000);
        open("/");
        untilRowIs(store.lastId());
        browser.run("const s = document.getElementById('scroller'); s.scrollTop = s.scrollHeight / 2");
        browser.until("middle", "(id => id > 25000 && id < 35000)(+document.querySelector('#body tr').id.slice(1))");
        assertNoDuplicatesAndNoHoles();
        browser.find("#grid").click();
        browser.keys(Keys.HOME);
        untilRowIs(1);
        assertThat(browser.rows().size()).isLessThan(80);
        for (int page = 0; page < 60; page++) {
            browser.keys(Keys.PAGE_DOWN);
        }
        browser.until("further", "+document.querySelector('#body tr').id.slice(1) > 500");
        assertNoDuplicatesAndNoHoles();
    }

    @Test
    void aWrongFilterShowsItsColumnAndTheLastOneStays() throws Exception {
        more(400);
        open("/");
        browser.filter("mech:udp");
        browser.until("filtered", "[...document.querySelectorAll('#body .mech')].every(m => m.textContent === 'udp')");
        browser.until("counted", "/^[0-9,]+ match$/.test(document.getElementById('filter-verdict').textContent)");
        List<Long> before = browser.rows();
        browser.filter("mech:udp len>>3");
        browser.until("error", "document.querySelector('#filter-error .caret')");
        assertThat(browser.text("#filter-error")).contains("Column 14").contains("In force stays: mech:udp");
        assertThat(browser.text("#filter-error .caret").indexOf('^')).isEqualTo(13);
        assertThat(browser.rows()).isEqualTo(before);
        assertThat(browser.driver.getCurrentUrl()).contains("filter=mech%3Audp").doesNotContain("len");
        browser.filter("mech:nosuch");
        browser.until("nothing", "!document.getElementById('empty-filter').hidden");
        assertThat(browser.text("#empty-filter")).contains("No message matches");
    }

    @Test
    void theDetailShowsBytesAndBothProcesses() throws Exception {
        traffic.say(1, Direction.CLIENT_TO_SERVER, "PING ü\r\n").into(store);
        open("/");
        untilRowIs(store.lastId());
        browser.find("#m" + store.lastId()).click();
        browser.until("hex", "document.querySelector('#dock .hex')");
        assertThat(browser.text("#dock .hex"))
                .contains("50 49 4e 47 20 c3 bc 0d  0a")
                .contains("PING");
        assertThat(browser.text("#dock .meta")).contains("billing", "2207", "redis-server", "1990", "build-04");
        browser.find("[data-tab=text]").click();
        assertThat(browser.find("#dock .bytetext").getText()).isEqualTo("PING ü");
        more(300);
        assertThat(browser.text("#dock .hex")).contains("50 49 4e 47");
        browser.keys(Keys.ESCAPE);
        browser.keys(Keys.ESCAPE);
        browser.until("closed", "document.getElementById('dock').hidden");
    }

    @Test
    void whatWasCapturedIsNeverMarkupNorHiddenText() throws Exception {
        String evil = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>\u202Ename\u001b[31m";
        traffic.talk(9, "tcp", evil, SampleTraffic.process(66, evil), ProcessInfo.UNKNOWN)
                .say(9, Direction.CLIENT_TO_SERVER, evil)
                .into(store);
        open("/");
        untilRowIs(store.lastId());
        browser.find("#m" + store.lastId()).click();
        browser.until("detail", "document.querySelector('#dock .hex')");
        browser.find("[data-tab=text]").click();
        assertThat(browser.text("#m" + store.lastId())).contains("<script>").contains("⟨U+202E⟩");
        assertThat(browser.text("#dock"))
                .contains("<img src=x")
                .contains("⟨U+001B⟩")
                .doesNotContain("\u202E");
        for (String path : List.of("/conversations", "/conversations/8", "/captures")) {
            visit(path);
            assertThat(browser.text("body")).doesNotContain("\u202E");
            assertThat(browser.run("return window.hacked")).isNull();
            assertThat(browser.number("document.querySelectorAll('img').length"))
                    .isZero();
        }
    }

    @Test
    void aServerThatIsAwayIsShownAndNothingIsLostOrDoubled() throws Exception {
        more(100);
        open("/");
        untilRowIs(store.lastId());
        int port = server.port();
        server.close();
        browser.until("down", "/not reachable since/.test(document.getElementById('tableword').textContent)");
        assertThat(browser.text("#state")).isEqualTo("Reconnecting");
        more(7);
        server = new PageServer(store, new NoAgents(), port);
        untilRowIs(store.lastId());
        browser.until("back", "/Connected again/.test(document.getElementById('tableword').textContent)");
        assertNoDuplicatesAndNoHoles();
        more(3);
        untilRowIs(store.lastId());
        assertNoDuplicatesAndNoHoles();
    }

    @Test
    void tenTabsAreLiveAtOnce() throws Exception {
        String first = browser.driver.getWindowHandle();
        open("/");
        for (int tab = 1; tab < 10; tab++) {
            browser.driver.switchTo().newWindow(WindowType.TAB);
            open(tab % 2 == 0 ? "/" : "/?filter=mech%3Atcp");
        }
        traffic.say(1, Direction.CLIENT_TO_SERVER, "for all tabs").into(store);
        for (String handle : browser.driver.getWindowHandles()) {
            browser.driver.switchTo().window(handle);
            untilRowIs(store.lastId());
            if (!handle.equals(first)) {
                browser.driver.close();
            }
        }
        browser.driver.switchTo().window(first);
        traffic.say(1, Direction.CLIENT_TO_SERVER, "for the last one").into(store);
        untilRowIs(store.lastId());
    }

    @Test
    void lightAndDarkAreBothThere() throws Exception {
        more(2_000);
        open("/");
        for (String theme : List.of("dark", "light")) {
            browser.run("document.documentElement.dataset.theme = arguments[0]", theme);
            browser.keys("kkk");
            browser.until("detail", "document.querySelector('#dock .hex') && document.querySelector('#strip svg')");
            browser.picture("messages-" + theme);
        }
        String light = String.valueOf(browser.run("return getComputedStyle(document.body).backgroundColor"));
        browser.find("[data-act=theme]").click();
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(light);
        visit("/conversations/6");
        assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
        assertThat(browser.text("#boundaries")).contains("chunk boundaries are ours");
        browser.picture("conversation-dark");
    }
}
