package dev.ipcscope.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where an agent's state lies when nothing else is said. */
final class StateFolder {

    private StateFolder() {}

    /** The folder for spools: XDG Base Directory Specification; on Windows below LOCALAPPDATA. */
    static Path spool() {
        return spool(
                System.getProperty("os.name").startsWith("Windows"),
                System.getenv("LOCALAPPDATA"),
                System.getenv("XDG_STATE_HOME"),
                System.getProperty("user.home"));
    }

    static Path spool(boolean windows, @Nullable String localAppData, @Nullable String xdgStateHome, String home) {
        Path state;
        if (windows) {
            state = localAppData == null || localAppData.isEmpty()
                    ? Path.of(home, "AppData", "Local")
                    : Path.of(localAppData);
        } else {
            boolean given = xdgStateHome != null && xdgStateHome.startsWith("/");
            state = given ? Path.of(xdgStateHome) : Path.of(home, ".local", "state");
        }
        return state.resolve("ipcscope").resolve("spool");
    }
}
