package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.server.memory.Snapshots;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The memory of a mapping as a reader meets it. */
final class MemoryPageIT extends ServedPages {

    private final Snapshots snapshots = new Snapshots().talk(1, "/dev/shm/telemetry");

    @Override
    void fill() throws Exception {
        byte[] memory = new byte[5000];
        memory[0] = 'T';
        List<String> layout =
                List.of("seqlock sequence", "0x00 u8 magic", "0x08 u64le sequence", "0x10 utf8[8] status");
        Map<String, Object> sequence = Map.of("name", "sequence", "value", 2L, "before", 0L);
        Map<String, Object> holder = Map.of("pid", 5012L, "name", "sensord", "access", "write");
        snapshots
                .keyFrame(1, memory, "layout", layout)
                .item(1, Kind.EVENT, new byte[0], Details.of(Map.of("holders", List.of(holder))))
                .change(1, 5000, 8, new byte[] {2}, "fields", List.of(sequence))
                .change(1, 5000, 16, new byte[] {'u', 'p'}, "torn", true)
                .into(store);
    }

    private String lit() {
        return String.valueOf(
                browser.run("return [...document.querySelectorAll('.hex .h i.c')].map(i => i.textContent).join(' ')"));
    }

    @Test
    void changedBytesAreLitAndOneStepsThroughTheChanges() {
        visit("/memory/1?at=4");
        assertThat(browser.find("h1").getText()).isEqualTo("/dev/shm/telemetry");
        assertThat(browser.find("#holders").getText()).isEqualTo("sensord 5012 may write");
        assertThat(browser.find("#change").getText()).isEqualTo("2 bytes changed in 1 place");
        assertThat(lit()).isEqualTo("75 70");
        assertThat(browser.find(".badge.warn:not(#lost)").getText()).isEqualTo("Torn");
        assertThat(browser.find("table .chg").getText()).isEqualTo("\"up\"");
        browser.keys("k");
        browser.until("the change before", "document.querySelector('[data-snapshot]').dataset.snapshot === '3'");
        assertThat(lit()).isEqualTo("02");
        assertThat(browser.find("table .chg").getText()).isEqualTo("2");
        browser.keys("k");
        browser.until("the first", "document.querySelector('[data-snapshot]').dataset.snapshot === '1'");
        assertThat(browser.find("#change").getText()).isEqualTo("the first snapshot");
        browser.keys("j");
        browser.until("the next", "document.querySelector('[data-snapshot]').dataset.snapshot === '3'");
    }

    @Test
    void theNewestMomentFollowsByItselfAndALargeMemoryIsShownInParts() throws Exception {
        visit("/memory/1?from=4096");
        assertThat(browser.find(".cap").getText()).contains("1000 to 1387 of 5,000 bytes");
        snapshots.change(1, 5000, 4999, new byte[] {(byte) 0xab}).into(store);
        browser.until("followed", "document.querySelector('.hex .h i.c')?.textContent === 'ab'");
    }

    @Test
    void theDetailOfASnapshotLeadsToItsMoment() {
        visit("/?id=3&at=3");
        browser.until("detail", "document.querySelector('a[href=\"/memory/1?at=3\"]')");
        assertThat(browser.run("return document.getElementById('m3').textContent"))
                .asString()
                .contains("sequence 2");
    }
}
