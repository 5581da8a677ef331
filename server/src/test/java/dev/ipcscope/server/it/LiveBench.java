package dev.ipcscope.server.it;

import java.io.File;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Measures how old the newest row is when a browser has painted it: from the moment at which a tap recorded the
 * message, so that it is an upper bound of the time from its commit. Prints the median and the 99th percentile in ms,
 * the frames seen, and the largest id on the page. No test.
 */
final class LiveBench {

    /** Each frame in which the newest row is another one: its age in ms once the frame after it has begun. */
    private static final String SAMPLE = """
            const body = document.getElementById('body');
            window.ages = [];
            let last = 0;
            const ofDay = ms => (ms - new Date(ms).getTimezoneOffset() * 60000) % 86400000;
            const look = () => {
                let newest = null, id = last;
                for (const row of body.rows) {
                    const n = Number(row.id.slice(1));
                    if (n > id) { id = n; newest = row; }
                }
                if (newest) {
                    last = id;
                    window.newest = id;
                    const parts = newest.querySelector('.t').textContent.trim().split(':');
                    const time = (Number(parts[0]) * 3600 + Number(parts[1]) * 60 + Number(parts[2])) * 1000;
                    requestAnimationFrame(() => window.ages.push(ofDay(Date.now()) - time));
                }
                requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """;

    private LiveBench() {}

    /** Arguments: the address with the token, for how many seconds. */
    public static void main(String[] args) throws InterruptedException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,900");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build();
        ChromeDriver browser = new ChromeDriver(service, options);
        try {
            browser.get(args[0]);
            new WebDriverWait(browser, Duration.ofSeconds(30))
                    .until(page ->
                            !page.findElements(By.cssSelector("#body tr")).isEmpty());
            JavascriptExecutor scripts = browser;
            scripts.executeScript(SAMPLE);
            Thread.sleep(Duration.ofSeconds(Long.parseLong(args[1])).toMillis());
            List<?> ages = (List<?>) scripts.executeScript("return window.ages.sort((a, b) => a - b)");
            System.out.printf(
                    "%.0f %.0f %d %s%n",
                    at(ages, 0.5), at(ages, 0.99), ages.size(), scripts.executeScript("return window.newest"));
        } finally {
            browser.quit();
        }
    }

    private static double at(List<?> sorted, double part) {
        if (sorted.isEmpty()) {
            throw new IllegalStateException("no new row was painted");
        }
        return ((Number) sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part))).doubleValue();
    }
}
