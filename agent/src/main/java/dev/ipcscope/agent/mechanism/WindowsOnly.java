package dev.ipcscope.agent.mechanism;

import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the mechanisms that only Windows has share: where they work, and how their taps are opened. */
public final class WindowsOnly {

    private WindowsOnly() {}

    /** Opens a tap whose spec has been checked. */
    public interface Opening {
        /** Opens it. */
        Tap open(TapSpec checked) throws IOException, TapSpecException;
    }

    /**
     * Why they don't work here, null when they may.
     *
     * @param things what they are called, in the plural
     * @param elsewhere what else can be done on another system, after a semicolon; may be empty
     */
    public static @Nullable Support refusal(String things, String elsewhere) {
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            return Support.no(things
                    + " exist on Windows: run ipcscope-agent.jar there and give it this server's address" + elsewhere);
        }
        if (!System.getProperty("os.arch", "").contains("64")) {
            return Support.no("taps of " + things + " need a 64-bit Java");
        }
        return null;
    }

    /**
     * Opens a tap where its mechanism works.
     *
     * @throws IOException also when it doesn't, or when the spec isn't one of this mechanism
     */
    public static Tap open(Mechanism mechanism, TapSpec spec, Opening opening) throws IOException {
        Support support = mechanism.support();
        if (!support.works()) {
            throw new IOException(spec.listen() + ": " + support.reason());
        }
        try {
            return opening.open(mechanism.check(spec));
        } catch (TapSpecException e) {
            throw new IOException(spec + ": " + e.getMessage(), e);
        }
    }
}
