package dev.ipcscope.agent.win32;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The Linux processes of this Wine prefix, by the number that Linux gave them. They are known by the environment they were
 * started with: Wine hands WINEPREFIX on to each program, and pids of Windows mean nothing outside of their prefix.
 *
 * <p>Any number of threads; one of them looks at a time.
 */
final class WineProcesses {

    /** Those of this machine; none where it isn't Linux. */
    static final WineProcesses HERE = new WineProcesses();

    private static final String PROC = "\\\\?\\unix\\proc\\";

    /** A process is of Windows a moment before its program, with its environment, is loaded. */
    private static final long SLACK_MS = 10_000;

    private List<String> numbers = List.of();
    private long lookedAt;

    private WineProcesses() {}

    /**
     * The only one of which this is true, or null. Those that were there before are asked first; {@code /proc} is gone
     * through anew for a process that wasn't there then.
     *
     * @param process a handle of the process that is sought
     */
    synchronized @Nullable String find(long process, Predicate<String> fits) {
        List<String> fitting = numbers.stream().filter(fits).toList();
        if (fitting.isEmpty() && ProcessBirth.of(0, process).millis() > lookedAt - SLACK_MS) {
            lookedAt = System.currentTimeMillis();
            numbers = look();
            fitting = numbers.stream().filter(fits).toList();
        }
        return fitting.size() == 1 ? fitting.get(0) : null;
    }

    /** A file of what Linux tells of a process, under the name that Wine gives it. */
    static String file(String number, String name) {
        return PROC + number + '\\' + name;
    }

    private static List<String> look() {
        String[] all = new File(PROC).list();
        String prefix = System.getenv("WINEPREFIX");
        return all == null
                ? List.of()
                : Arrays.stream(all)
                        .filter(name -> Character.isDigit(name.charAt(0)))
                        .filter(number -> isOf(prefix, number))
                        .toList();
    }

    private static boolean isOf(@Nullable String prefix, String number) {
        try (FileInputStream environment = new FileInputStream(file(number, "environ"))) {
            return Objects.equals(prefix, prefixIn(environment.readAllBytes()));
        } catch (IOException e) {
            return false;
        }
    }

    /** The value of WINEPREFIX in an environment as Linux shows it (proc(5), {@code /proc/pid/environ}), or null. */
    static @Nullable String prefixIn(byte[] environment) {
        for (String entry : new String(environment, StandardCharsets.UTF_8).split("\0", -1)) {
            if (entry.startsWith("WINEPREFIX=")) {
                return entry.substring("WINEPREFIX=".length());
            }
        }
        return null;
    }
}
