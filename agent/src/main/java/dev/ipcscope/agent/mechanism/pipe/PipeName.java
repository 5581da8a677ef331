package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.TapSpecException;
import java.util.Locale;

/**
 * Names of pipes: {@code x} and any spelling of {@code \\.\pipe\x} mean {@code \\.\pipe\x}; {@code \\host\pipe\x} stays.
 * Microsoft, "Pipe Names": at most 256 characters, not case-sensitive.
 */
final class PipeName {

    private static final String PREFIX = "\\\\.\\pipe\\";
    private static final String VERBATIM_PREFIX = "\\\\?\\pipe\\";
    private static final int MAX_LENGTH = 256;

    private PipeName() {}

    /** The full form. */
    static String whole(String name) throws TapSpecException {
        String spelled = name.startsWith("//") ? name.replace('/', '\\') : name;
        String whole;
        if (startsWith(spelled, PREFIX) || startsWith(spelled, VERBATIM_PREFIX)) {
            whole = PREFIX + spelled.substring(PREFIX.length());
        } else if (spelled.startsWith("\\\\")) {
            whole = ofHost(spelled);
        } else {
            whole = PREFIX + spelled;
        }
        check(name, whole);
        return whole;
    }

    /** Whether it is on this machine. */
    static boolean isLocal(String whole) {
        return startsWith(whole, PREFIX);
    }

    /** Whether two whole names mean the same pipe. */
    static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other);
    }

    private static String ofHost(String name) throws TapSpecException {
        int host = name.indexOf('\\', 2);
        if (host <= 2 || !name.regionMatches(true, host, "\\pipe\\", 0, 6)) {
            throw new TapSpecException(0, "'" + name + "' is not a pipe's name: \\\\.\\pipe\\NAME or just NAME");
        }
        return name.substring(0, host) + "\\pipe\\" + name.substring(host + 6);
    }

    private static void check(String given, String whole) throws TapSpecException {
        if (whole.endsWith("\\pipe\\")) {
            throw new TapSpecException(0, "'" + given + "' names no pipe: \\\\.\\pipe\\NAME or just NAME");
        }
        if (whole.length() > MAX_LENGTH) {
            throw new TapSpecException(
                    0, "a pipe's name has at most 256 characters; this one has " + whole.length() + ": " + whole);
        }
        if (whole.indexOf('\0') >= 0) {
            throw new TapSpecException(0, "a pipe's name can't hold a zero character");
        }
    }

    private static boolean startsWith(String name, String prefix) {
        return name.toLowerCase(Locale.ROOT).startsWith(prefix);
    }
}
