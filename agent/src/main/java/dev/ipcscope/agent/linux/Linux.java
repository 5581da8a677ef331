package dev.ipcscope.agent.linux;

/** Whether this package works here. */
public final class Linux {
    private Linux() {}

    /** What stands in the way, in words that a person can act on; empty when it works. Loads the native library. */
    public static String problem() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return "this works on Linux only";
        }
        try {
            Libc.fcntl(-1, 0, 0);
            return "";
        } catch (LinkageError e) {
            return "the native library of JNA can't be loaded (" + e.getMessage()
                    + "): let java.io.tmpdir be a folder from which programs may be run, or set jna.tmpdir";
        }
    }
}
