package dev.ipcscope.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where things lie when nothing else is said. */
final class Folders {

    private Folders() {}

    /** The user's data folder for this program (XDG Base Directory Specification; on Windows LOCALAPPDATA). */
    static Path data() {
        return data(
                System.getProperty("os.name").startsWith("Windows"),
                System.getenv("LOCALAPPDATA"),
                System.getenv("XDG_DATA_HOME"),
                System.getProperty("user.home"));
    }

    static Path data(boolean windows, @Nullable String localAppData, @Nullable String xdgDataHome, String home) {
        if (windows) {
            return localAppData == null || localAppData.isEmpty()
                    ? Path.of(home, "AppData", "Local", "ipcscope")
                    : Path.of(localAppData, "ipcscope");
        }
        boolean given = xdgDataHome != null && xdgDataHome.startsWith("/");
        return given ? Path.of(xdgDataHome, "ipcscope") : Path.of(home, ".local", "share", "ipcscope");
    }

    /** The token's file in a data folder. */
    static Path token(Path data) {
        return data.resolve("token");
    }
}
