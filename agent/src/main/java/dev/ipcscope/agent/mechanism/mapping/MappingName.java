package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.KernelName;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name in a tap spec means.
 *
 * @param kind what it is
 * @param text the name in its one spelling; a file's as it was given
 */
record MappingName(Kind kind, String text) {

    private static final Pattern FILE = Pattern.compile("(?s)[A-Za-z]:.*|\\.{1,2}[\\\\/].*|[^\\\\]*/.*|\\\\\\\\.*");
    private static final Pattern DEVICE = Pattern.compile("(?is)[\\\\/]{2}[.?][\\\\/](pipe|mailslot)[\\\\/].*");
    private static final Pattern NOT_OURS =
            Pattern.compile("(?is)\\\\Sessions\\\\\\d+\\\\(BaseNamedObjects|AppContainerNamedObjects)\\\\.*");
    private static final String DEBUG = "DBWIN_BUFFER";

    /** What can be watched. */
    enum Kind {
        /** A file that programs map. */
        FILE,
        /** A named section of Windows. */
        SECTION,
        /** The texts of OutputDebugString. */
        DEBUG_OUTPUT
    }

    /**
     * Reads a name.
     *
     * @param windows whether there are sections; elsewhere every name is a file's
     * @param session the session of this process
     */
    static MappingName of(String name, boolean windows, int session) throws TapSpecException {
        if (!windows) {
            return new MappingName(Kind.FILE, name);
        }
        if (FILE.matcher(name).matches()) {
            refuseDevices(name);
            return new MappingName(Kind.FILE, name);
        }
        String section = KernelName.section(name, session);
        if (NOT_OURS.matcher(section).matches()) {
            throw new TapSpecException(
                    MappingMechanism.ID.length() + 2,
                    "'" + name
                            + "' belongs to another session or to an app in a container; this agent reads the mappings of"
                            + " its own session, " + session + " (Local\\NAME), and Global\\NAME: run an agent there");
        }
        String own = section.substring(section.indexOf('\\') + 1);
        if (own.isEmpty() || own.indexOf('\\') >= 0 || section.startsWith("\\")) {
            throw new TapSpecException(
                    MappingMechanism.ID.length() + 2,
                    "'" + name
                            + "' is no mapping's name: Local\\NAME (this session), Global\\NAME, just NAME, or a file"
                            + " such as C:\\folder\\file");
        }
        return new MappingName(own.equals(DEBUG) ? Kind.DEBUG_OUTPUT : Kind.SECTION, section);
    }

    private static void refuseDevices(String name) throws TapSpecException {
        Matcher device = DEVICE.matcher(name);
        if (device.matches()) {
            String kind = device.group(1).toLowerCase(Locale.ROOT);
            throw new TapSpecException(
                    MappingMechanism.ID.length() + 2,
                    "'" + name + "' is the name of a " + kind + ", not of a mapping: " + kind + ":FRONT=" + name);
        }
    }

    /** {@code Local\} or {@code Global\}, for sections. */
    String prefix() {
        return text.substring(0, text.indexOf('\\') + 1);
    }
}
