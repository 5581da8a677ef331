package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** Ways through the pages that a reader relies on. */
final class PagesIT extends ServedPages {

    /** From BUILD-04 to WORKGROUP: \MAILSLOT\alerts\disk, "disk D: 93 % full". */
    private static final String DATAGRAM = """
            110a1267c0000207008a00b000002045434646454a454d4545434e444144454341434143414341434143414341434100
            20464845504643454c45484643455046464641434143414341434143414341424e00ff534d4225000000000000000000
            00000000000000000000000000000000000011000011000000000000000000e803000000000000000011005b00030001
            000100020027005c4d41494c534c4f545c616c657274735c6469736b006469736b20443a20393320252066756c6c
            """;

    private static final String AT_THE_END =
            "(s => s.scrollTop + s.clientHeight > s.scrollHeight - 4)(document.getElementById('scroller'))";

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
    void aCellSaysWhatItFiltersFor() throws Exception {
        more(300);
        traffic.say(3, Direction.CLIENT_TO_SERVER, "who is it").into(store);
        open("/?id=" + store.lastId());
        browser.until("selected", "document.querySelector('#body tr[aria-selected=true]')");
        browser.keys(Keys.chord(Keys.SHIFT, Keys.F10));
        browser.until("menu", "document.activeElement.textContent === 'Filter for endpoint==127.0.0.1:5353'");
        browser.keys(Keys.ARROW_LEFT);
        browser.until("its neighbour", "document.activeElement.textContent === 'Filter for mech:udp'");
        browser.keys(Keys.ENTER);
        browser.until("filtered", "[...document.querySelectorAll('#body .mech')].every(m => m.textContent === 'udp')");
        assertThat(filter()).isEqualTo("mech:udp");
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("grid");
        new Actions(browser.driver)
                .contextClick(browser.find("#m" + store.lastId() + " td:nth-child(5)"))
                .perform();
        browser.until("menu", "document.querySelector('.menu:not([hidden]) button')");
        browser.keys("jj");
        browser.until("and not", "document.activeElement.textContent === 'And not from==dig'");
        browser.keys(Keys.ENTER);
        browser.until("none left", "!document.getElementById('empty-filter').hidden");
        assertThat(filter()).isEqualTo("mech:udp not from==dig");
        browser.driver.navigate().back();
        browser.until("back", "document.querySelector('#body .mech')");
        assertThat(filter()).isEqualTo("mech:udp");
    }

    @Test
    void aDecodedFieldLightsItsBytesAndAByteItsField() throws Exception {
        traffic.say(3, Direction.CLIENT_TO_SERVER, HexFormat.of().parseHex(DATAGRAM.replace("\n", "")))
                .into(store);
        open("/?id=" + store.lastId());
        browser.until("tree", "document.querySelector('#dock .dec')");
        assertThat(browser.text("#dock .dec")).contains("BUILD-04<20>").contains("WORKGROUP<1d>");
        browser.run("document.querySelector('#dock .dec').focus()");
        browser.keys("jjj");
        browser.until("pinned", "document.querySelector('.dec [aria-selected=true]')");
        assertThat(browser.text(".dec [aria-selected=true]")).contains("0001+1");
        assertThat(browser.run("return [...CSS.highlights.get('pin')].map(String).join('|')"))
                .isEqualTo("0a|·");
        new Actions(browser.driver)
                .moveToElement(browser.find("#dock .hex .r:nth-child(2) .h"))
                .click()
                .perform();
        browser.until(
                "its field", "document.querySelector('.dec [aria-selected=true]').textContent.includes('BUILD-04')");
        assertThat(browser.run("return document.querySelector('.dec').getAttribute('aria-activedescendant')"))
                .isEqualTo(browser.run("return document.querySelector('.dec [aria-selected=true]').id"));
    }

    @Test
    void conversationsAreReadWithoutAMouse() throws Exception {
        more(300);
        visit("/conversations");
        browser.until("ready", "document.querySelector('[data-list]') && window.htmx");
        browser.keys("jjj");
        browser.until(
                "third",
                "document.activeElement.getAttribute('aria-activedescendant')"
                        + " === document.querySelectorAll('[data-row]')[2].id");
        browser.keys(Keys.END);
        browser.until("last", "[...document.querySelectorAll('[data-row]')].at(-1).ariaSelected === 'true'");
        browser.keys(Keys.ENTER);
        browser.until("opened", "location.pathname === '/conversations/1'");
        browser.keys("h");
        browser.until("hex", "document.querySelector('#talk .hex')");
    }

    @Test
    void theTimelineStandsInTheOrderOfTheClockAndShowsTwoProcessesAlone() throws Exception {
        traffic.say(1, Direction.CLIENT_TO_SERVER, "first")
                .say(6, Direction.SERVER_TO_CLIENT, "second")
                .later(-1_000_000_000L)
                .say(2, Direction.CLIENT_TO_SERVER, "read late, happened before")
                .into(store);
        visit("/timeline");
        String rows = "[...document.querySelectorAll('.story tbody tr:not(.ev)')].map(r => r.id)";
        long last = store.lastId();
        assertThat(browser.run("return " + rows)).isEqualTo(List.of("m" + last, "m" + (last - 2), "m" + (last - 1)));
        assertThat(browser.text(".story tbody tr:last-child td:first-child")).startsWith("+");
        browser.find("a[href*='1990%2C2207']").click();
        browser.until("the pair", rows + ".length === 1");
        assertThat(filter()).isEqualTo("pair:\"1990,2207\"");
        assertThat(String.valueOf(browser.run("return document.getElementById('twin').href")))
                .contains("/api/query?order=mono&");
        browser.keys("j");
        browser.keys(Keys.ENTER);
        browser.until("in the table", "document.querySelector('#grid tr[aria-selected=true]')");
    }

    @Test
    void theTimelineFollowsAndPutsWhatIsReadLateInItsPlace() throws Exception {
        more(1_200);
        visit("/timeline");
        String rows = "[...document.querySelectorAll('.story tbody tr')].map(r => +r.id.slice(1))";
        browser.until("follows", "document.getElementById('tableword').textContent.startsWith('At the end')");
        long before = store.lastId();
        traffic.say(1, Direction.CLIENT_TO_SERVER, "first")
                .later(-1_000_000_000L)
                .say(2, Direction.CLIENT_TO_SERVER, "read late, happened before")
                .into(store);
        browser.until("both", rows + ".includes(" + (before + 2) + ")");
        assertThat(browser.run("const r = " + rows + "; return r.indexOf(" + (before + 2) + ") < r.indexOf("
                        + (before + 1) + ") && r.at(-1) === " + (before + 1)))
                .isEqualTo(true);
        assertThat(browser.run("return " + AT_THE_END)).isEqualTo(true);
        assertThat(browser.number(rows + ".length")).isEqualTo(500);
    }

    @Test
    void aTimelineThatIsScrolledUpStaysAndTellsHowManyCame() throws Exception {
        more(1_200);
        visit("/timeline");
        String rows = "[...document.querySelectorAll('.story tbody tr')].map(r => +r.id.slice(1))";
        browser.until("follows", "document.getElementById('tableword').textContent.startsWith('At the end')");
        browser.run("document.getElementById('scroller').scrollTop = 900");
        browser.until("stays", "document.getElementById('tableword').textContent.startsWith('Scrolled up')");
        Object shown = browser.run("return " + rows);
        more(7);
        browser.until("told", "document.getElementById('goend').textContent.startsWith('7 new')");
        assertThat(browser.run("return " + rows)).isEqualTo(shown);
        assertThat(browser.number("document.getElementById('scroller').scrollTop"))
                .isEqualTo(900);
        browser.keys(Keys.END);
        browser.until("the end", rows + ".at(-1) === " + store.lastId() + " && " + AT_THE_END);
        browser.keys("k");
        browser.until("a selected row is held", "!document.getElementById('goend').hidden");
        Object selected = browser.run("return document.querySelector('.story [aria-selected=true]').id");
        more(3);
        browser.until("three", "document.getElementById('goend').textContent.startsWith('3 new')");
        assertThat(browser.run("return document.querySelector('.story [aria-selected=true]').id"))
                .isEqualTo(selected);
        browser.find("#goend").click();
        browser.until("follows again", rows + ".at(-1) === " + store.lastId());
    }

    @Test
    void theFirstMessageTakesTheEmptyTimelinesPlace() throws Exception {
        visit("/timeline?filter=text:nevertoldbefore");
        browser.until("empty", "document.querySelector('.empty')?.textContent.includes('No message matches')");
        traffic.say(1, Direction.CLIENT_TO_SERVER, "nevertoldbefore").into(store);
        browser.until("a row", "document.querySelectorAll('.story tbody tr').length === 1");
    }

    @Test
    void theTimelineIsReadAPartAtATime() throws Exception {
        more(1_200);
        visit("/timeline");
        String first = "+document.querySelector('.story tbody tr').id.slice(1)";
        assertThat(browser.number("document.querySelectorAll('.story tbody tr').length"))
                .isEqualTo(500);
        browser.find("a[rel=prev]").click();
        browser.until("earlier", first + " < 400");
        browser.find("a[rel=next]").click();
        browser.until("later", first + " > 600");
    }

    @Test
    void newConversationsAppearAboveTheSelectedOne() throws Exception {
        more(300);
        visit("/conversations");
        browser.until("ready", "document.querySelector('[data-list]') && window.htmx");
        long before = browser.number("document.querySelectorAll('[data-row]').length");
        browser.keys("jj");
        String selected = "document.querySelector('[data-row][aria-selected=true]')?.id";
        Object second = browser.run("return " + selected);
        traffic.talk(8, "tcp", "127.0.0.1:6379", SampleTraffic.process(99, "latecomer"), ProcessInfo.UNKNOWN)
                .say(8, Direction.CLIENT_TO_SERVER, "hello");
        traffic.into(store);
        browser.until("one more", "document.querySelectorAll('[data-row]').length === " + (before + 1));
        assertThat(browser.run("return " + selected)).isEqualTo(second).isNotNull();
        assertThat(browser.run("return [...document.querySelectorAll('[data-row]')].map(row => +row.id.slice(1))"))
                .asInstanceOf(InstanceOfAssertFactories.list(Long.class))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void theFirstConversationTakesTheEmptyPagesPlace() throws Exception {
        visit("/conversations?filter=pid:424242");
        browser.until("empty", "document.querySelector('.empty')?.textContent.includes('No conversation matches')");
        traffic.talk(8, "tcp", "127.0.0.1:6379", SampleTraffic.process(424_242, "latecomer"), ProcessInfo.UNKNOWN)
                .say(8, Direction.CLIENT_TO_SERVER, "hello");
        traffic.into(store);
        browser.until("there", "document.querySelectorAll('[data-row]').length === 1");
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
