package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** All pages in both themes by the rules of axe: what somebody with a screen reader, or weak eyes, would meet. */
final class AccessibilityIT extends ServedPages {

    private static final String RULES = "/axe.min.js";
    private static final String RUN = """
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(found => done(found.violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(', '))), e => done([String(e)]));
            """;

    private String axe = "";

    private void assertAccessible(String what) {
        browser.run(axe);
        assertThat(browser.driver.executeAsyncScript(RUN)).as(what).isEqualTo(List.of());
    }

    @Test
    void noPageStandsInTheWayOfAReader() throws Exception {
        try (InputStream in = Objects.requireNonNull(AccessibilityIT.class.getResourceAsStream(RULES), RULES)) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        more(300);
        for (String theme : List.of("dark", "light")) {
            visit("/login");
            browser.run("localStorage.setItem('theme', arguments[0])", theme);
            for (String path : List.of(
                    "/login",
                    "/conversations",
                    "/conversations/1",
                    "/timeline",
                    "/memory/5",
                    "/taps",
                    "/agents",
                    "/captures",
                    "/help/filter",
                    "/nosuch",
                    "/?filter=mech%3Anosuch")) {
                visit(path);
                assertAccessible(theme + " " + path);
            }
            visit("/doctor");
            browser.until("report", "document.querySelector('#doctor .checks')");
            assertAccessible(theme + " doctor");
            open("/");
            browser.until("strip", "document.querySelector('#strip svg')");
            browser.keys("k");
            browser.until("detail", "document.querySelector('#dock .hex, #dock .empty, #dock .pane')");
            assertAccessible(theme + " detail");
            browser.keys("?");
            assertAccessible(theme + " keys");
        }
    }
}
