package dev.ipcscope.server.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Measures how old the newest row is when a browser has painted it: from the end of its commit, which the server's
 * flight recording knows, to the beginning of the frame after the one that shows it. Prints the median and the 99th
 * percentile in ms, the frames seen, and the largest id on the page. No test.
 */
final class LiveBench {

    /** Notes the newest row's id each time it is another one, and the time once the frame after has begun. */
    private static final String SAMPLE = """
            const body = document.getElementById('body');
            window.frames_ = [];
            let last = 0;
            new MutationObserver(() => {
                let id = last;
                for (const row of body.rows) id = Math.max(id, Number(row.id.slice(1)));
                if (id > last) {
                    last = id;
                    requestAnimationFrame(() => window.frames_.push([id, Date.now()]));
                }
            }).observe(body, { childList: true });
            """;

    private LiveBench() {}

    /** Arguments: the address with the token, for how many seconds, and the number of the server's process. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<?> frames = watch(args[0], Long.parseLong(args[1]));
        TreeMap<Long, Long> commits = commits(args[2]);
        List<Long> ages = new ArrayList<>();
        long newest = 0;
        for (Object each : frames) {
            List<?> frame = (List<?>) each;
            newest = ((Number) frame.get(0)).longValue();
            Map.Entry<Long, Long> commit = Objects.requireNonNull(commits.ceilingEntry(newest), "no commit of a row");
            ages.add(((Number) frame.get(1)).longValue() - commit.getValue());
        }
        Collections.sort(ages);
        System.out.printf("%d %d %d %d%n", at(ages, 0.5), at(ages, 0.99), ages.size(), newest);
    }

    private static List<?> watch(String address, long seconds) throws InterruptedException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,900");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build();
        ChromeDriver browser = new ChromeDriver(service, options);
        try {
            browser.get(address);
            new WebDriverWait(browser, Duration.ofSeconds(30))
                    .until(page ->
                            !page.findElements(By.cssSelector("#body tr")).isEmpty());
            JavascriptExecutor scripts = browser;
            scripts.executeScript(SAMPLE);
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
            return (List<?>) Objects.requireNonNull(scripts.executeScript("return window.frames_"));
        } finally {
            browser.quit();
        }
    }

    /** By the last id of each: when it was committed, Unix time in ms. */
    private static TreeMap<Long, Long> commits(String pid) throws IOException, InterruptedException {
        Path file = Files.createTempFile("commits", ".jfr");
        try {
            Process dump = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            pid,
                            "JFR.dump",
                            "filename=" + file)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (dump.waitFor() != 0) {
                throw new IOException("jcmd can't get the flight recording of process " + pid);
            }
            TreeMap<Long, Long> commits = new TreeMap<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getEventType().getName().equals("dev.ipcscope.Commit")) {
                    commits.merge(event.getLong("lastId"), event.getEndTime().toEpochMilli(), Math::min);
                }
            }
            return commits;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static long at(List<Long> sorted, double part) {
        if (sorted.isEmpty()) {
            throw new IllegalStateException("no new row was painted");
        }
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part));
    }
}
