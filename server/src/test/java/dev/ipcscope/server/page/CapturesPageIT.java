package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Captures are begun, named, paused and deleted in the browser. */
final class CapturesPageIT extends ServedPages {

    private static final String STATES =
            "[...document.querySelectorAll('#captures .badge')].map(b => b.textContent).join()";

    private static String row(String name) {
        return "[...document.querySelectorAll('#captures tr[data-capture]')]"
                + ".find(r => r.querySelector('input[name=name]').value === '" + name + "')";
    }

    private void start(String name) {
        browser.find("#capture-name").sendKeys(name, Keys.ENTER);
        browser.until("started", row(name));
    }

    @Test
    void aNewCaptureTakesTheMessagesFromNowOn() throws Exception {
        visit("/captures");
        start("before the update");
        assertThat(browser.text("#captures .note")).contains("Started.", "before the update");
        assertThat(browser.run("return " + STATES)).isEqualTo("Live,Ended");
        assertThat(browser.run("return document.getElementById('capture-name').value"))
                .isEqualTo("");
        more(7);
        visit("/captures");
        assertThat(browser.run("return " + row("before the update") + ".querySelector('.num a').textContent"))
                .isEqualTo("7");
        browser.picture("captures");
    }

    @Test
    void aNameThatIsBeingTypedStaysAndIsTaken() {
        visit("/captures");
        browser.run("document.querySelector('#captures input[name=name]').select()");
        browser.find("#captures input[name=name]").sendKeys("the fast one");
        // The list renews itself every two seconds; what somebody types in it isn't taken away.
        browser.run("const fetched = window.fetch; window.renewed = 0;"
                + "window.fetch = (...all) => fetched(...all).then(answer => { window.renewed++; return answer; })");
        browser.until("asked twice", "window.renewed > 1");
        assertThat(browser.run("return document.activeElement.value")).isEqualTo("the fast one");
        browser.keys(Keys.ENTER);
        browser.until("renamed", row("the fast one"));
        assertThat(browser.text("#captures .note")).contains("Renamed.");
        visit("/captures");
        browser.until("kept", row("the fast one"));
    }

    @Test
    void aPauseIsShownUntilItEnds() throws Exception {
        visit("/captures");
        browser.find("#captures form[hx-post='/captures/pause'] button").click();
        browser.until("paused", STATES + " === 'Paused'");
        assertThat(browser.text("#captures .note")).contains("counted and left out");
        browser.find("#captures form[hx-post='/captures/pause'] button").click();
        browser.until("live", STATES + " === 'Live'");
        assertThat(browser.text("#captures .note")).contains("recorded as a gap");
    }

    @Test
    void deletingAsksFirst() {
        visit("/captures");
        start("to be deleted");
        String delete = row("to be deleted") + ".querySelector('.danger').click()";
        browser.run(delete);
        String question = browser.driver.switchTo().alert().getText();
        assertThat(question).contains("Delete to be deleted with 0 messages?", "can't be brought back");
        browser.driver.switchTo().alert().dismiss();
        browser.until("still there", row("to be deleted"));
        browser.run(delete);
        browser.driver.switchTo().alert().accept();
        browser.until("gone", "!" + row("to be deleted"));
        assertThat(browser.text("#captures .note")).contains("Deleted.");
    }

    @Test
    void aWrongNameIsRefusedInWords() {
        visit("/captures");
        start("one");
        browser.find("#capture-name").sendKeys("one", Keys.ENTER);
        browser.until("answered", "document.querySelector('#captures .note')?.textContent.includes('Not started.')");
        assertThat(browser.run("return " + STATES)).isEqualTo("Live,Ended");
    }
}
