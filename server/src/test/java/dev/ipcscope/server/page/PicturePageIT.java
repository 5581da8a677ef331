package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A picture that somebody put on the clipboard, in the browser. */
final class PicturePageIT extends ServedPages {

    @Override
    void fill() throws Exception {
        PictureTest.clipboard(traffic);
        PictureTest.put(traffic, PictureTest.dib(200, 120));
        traffic.into(store);
    }

    @Test
    void theDockShowsIt() {
        open("/");
        untilRowIs(store.lastId());
        browser.find("#m" + store.lastId()).click();
        browser.until("the picture", "document.querySelector('#dock .pic img')?.naturalWidth === 200");
        assertThat(browser.find("#dock .pic").getText()).isEqualTo("200 × 120 pixels");
        assertThat(browser.run("return document.querySelector('#dock .pic img').complete"))
                .isEqualTo(true);
    }
}
