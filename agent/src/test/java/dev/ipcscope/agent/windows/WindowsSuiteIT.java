package dev.ipcscope.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Starts one Windows JVM under Wine that runs all tests of this module tagged {@code windows}, and shows each of them
 * here as a test of its own. The JVM's report is {@code target/surefire-reports/TEST-junit-jupiter.xml}.
 */
@Tag("windows")
class WindowsSuiteIT {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path PREFIX = TARGET.resolve("wine");
    private static final Path REPORTS = TARGET.resolve("surefire-reports");
    private static final Path SCRIPTS =
            Path.of("../samples/windows").toAbsolutePath().normalize();
    private static final long LIMIT_MINUTES = 10 + Long.getLong("ipcscope.soak.seconds", 0) / 60;

    @AfterAll
    static void endWine() throws Exception {
        run(TARGET.resolve("wine-stop.log"), SCRIPTS.resolve("wine.sh").toString(), PREFIX.toString(), "--stop");
    }

    @TestFactory
    Stream<DynamicTest> passesUnderWindows() throws Exception {
        Path programs = TARGET.resolve("windows-programs");
        assertThat(run(TARGET.resolve("mingw.log"), SCRIPTS.resolve("build.sh").toString(), programs.toString()))
                .as("building the foreign programs, see target/mingw.log")
                .isZero();
        Path report = REPORTS.resolve("TEST-junit-jupiter.xml");
        Files.deleteIfExists(report);
        Path log = TARGET.resolve("windows-tests.log");
        int exit = run(log, command(programs));
        assertThat(report)
                .as("report of the Windows JVM, which ended with exit code %d:%n%s", exit, tail(log))
                .exists();
        List<DynamicTest> tests = tests(report);
        assertThat(tests).as("tests that ran in the Windows JVM").isNotEmpty();
        return tests.stream();
    }

    private static String[] command(Path programs) {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> windowsPath(Path.of(entry)))
                .collect(Collectors.joining(";"));
        List<String> command = new ArrayList<>(List.of(
                SCRIPTS.resolve("wine.sh").toString(),
                PREFIX.toString(),
                "java",
                "-Xmx512m",
                "-Dipcscope.windows.programs=" + windowsPath(programs)));
        for (String property : List.of("ipcscope.seed", "ipcscope.soak.seconds", "ipcscope.soak.clients")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(List.of(
                "-cp",
                classPath,
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--scan-classpath=" + windowsPath(TARGET.resolve("test-classes")),
                "--include-tag=windows",
                "--reports-dir=" + windowsPath(REPORTS),
                "--details=tree",
                "--disable-banner",
                "--disable-ansi-colors"));
        String only = System.getProperty("ipcscope.windows.only");
        if (only != null) {
            command.add("--include-classname=" + only);
        }
        return command.toArray(String[]::new);
    }

    /** Output goes to a file: Wine's background processes keep a pipe open beyond the end of the program. */
    private static int run(Path log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command[0] + " did not end within " + LIMIT_MINUTES
                    + " minutes; the end of its output:\n" + tail(log));
        }
        return process.exitValue();
    }

    private static List<DynamicTest> tests(Path report) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
        NodeList cases = document.getElementsByTagName("testcase");
        return IntStream.range(0, cases.getLength())
                .mapToObj(i -> test((Element) cases.item(i)))
                .toList();
    }

    private static DynamicTest test(Element testCase) {
        String type = testCase.getAttribute("classname");
        String name = type.substring(type.lastIndexOf('.') + 1) + "." + testCase.getAttribute("name");
        return DynamicTest.dynamicTest(name, () -> {
            for (String bad : List.of("failure", "error", "skipped")) {
                NodeList found = testCase.getElementsByTagName(bad);
                if (found.getLength() > 0) {
                    throw new AssertionError(bad + ": " + found.item(0).getTextContent());
                }
            }
        });
    }

    private static String windowsPath(Path path) {
        return "Z:" + path.toAbsolutePath().toString().replace('/', '\\');
    }

    private static String tail(Path log) throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - 6_000));
    }
}
