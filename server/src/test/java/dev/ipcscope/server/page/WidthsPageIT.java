package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing runs out of a window, from a phone's to a desk's: neither the document nor a list scrolls sideways. */
final class WidthsPageIT extends ServedPages {

    private static final String WIDER_THAN_ITS_PLACE = """
            [document.documentElement, ...document.querySelectorAll('.scroll, .vview, .foot, .bar, .sheet, .card')]
              .filter(e => e.clientWidth > 0 && !e.querySelector(':scope > .hex') && e.scrollWidth > e.clientWidth + 1)
              .map(e => `${e.tagName}#${e.id}.${e.className}: ${e.scrollWidth} in ${e.clientWidth}`)""";

    private static final String SUMMARY = "document.querySelector('#grid th:last-child').clientWidth";

    private void width(int pixels) {
        browser.driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 844, "deviceScaleFactor", 1, "mobile", false));
    }

    private void assertFits(String what) {
        assertThat(browser.run("return " + WIDER_THAN_ITS_PLACE)).as(what).isEqualTo(List.of());
    }

    @AfterEach
    void itsOwnWidth() {
        browser.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 600, 760, 1024, 1280, 1440})
    void noPageScrollsSideways(int pixels) throws Exception {
        more(300);
        Details lost = Details.gap(137L, "the agent’s spool was full, and " + "a very long reason ".repeat(20));
        traffic.item(1, Kind.GAP, Direction.NONE, 0, new byte[0], lost).into(store);
        long gap = store.lastId();
        more(3);
        width(pixels);
        open("/");
        untilRowIs(gap);
        assertFits(pixels + " with a gap");
        assertThat(browser.number(SUMMARY)).as("room for what a row says").isGreaterThan(150);
        browser.find("#m" + gap).click();
        browser.until("detail", "document.querySelector('#dock .pane')");
        assertFits(pixels + " with a gap's detail");
        for (String path : List.of(
                "/conversations",
                "/conversations/6",
                "/timeline",
                "/memory/5",
                "/taps",
                "/agents",
                "/captures",
                "/help/filter")) {
            visit(path);
            assertFits(pixels + " " + path);
        }
        visit("/doctor");
        browser.until("report", "document.querySelector('#doctor .checks')");
        assertFits(pixels + " /doctor");
    }
}
