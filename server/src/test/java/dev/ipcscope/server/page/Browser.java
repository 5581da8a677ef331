package dev.ipcscope.server.page;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Debian's Chromium with a profile of its own, as a reader uses it. */
public final class Browser implements AutoCloseable {

    private final Path profile;
    /** The browser itself. */
    public final ChromeDriver driver;

    /** Starts it. */
    public Browser() throws IOException {
        profile = Files.createTempDirectory("ipcscope-browser");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingAnyFreePort()
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1440, 1039));
    }

    /** Goes to an address. */
    public void open(String url) {
        driver.get(url);
    }

    /** Runs a script in the page. */
    public @Nullable Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What a script gives, as a number. */
    public long number(String script) {
        return Long.parseLong(String.valueOf(run("return " + script)));
    }

    /** The text of the first element, hidden or not; empty when there is none. */
    public String text(String css) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.textContent ?? ''", css));
    }

    /** The first element. */
    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** Presses keys where the focus is. */
    public void keys(CharSequence keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Types a filter and applies it. */
    public void filter(String text) {
        WebElement box = find("#filter-text");
        box.clear();
        box.sendKeys(text, Keys.ENTER);
    }

    /** The ids of the rows in the document, in order. */
    @SuppressWarnings("unchecked")
    public List<Long> rows() {
        Object rows = run("return [...document.querySelectorAll('#body tr')].map(r => +r.id.slice(1))");
        return rows == null ? List.of() : (List<Long>) rows;
    }

    /** Waits until a script gives true. */
    public void until(String what, String script) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Boolean.TRUE.equals(run("return !!(" + script + ")")));
    }

    /** Keeps a picture for a person to look at. */
    public void picture(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                file.toFile().delete();
            }
        }
    }
}
