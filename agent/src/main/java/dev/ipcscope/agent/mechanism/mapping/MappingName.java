package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.KernelName;
import java.util.regex.Pattern;

/**
 * What the name in a tap spec means.
 *
 * @param kind what it is
 * @param text the name in its one spelling; a file's as it was given
 */
record MappingName(Kind kind, String text) {

    private static final Pattern FILE = Pattern.compile("(?s)[A-Za-z]:.*|\\.{1,2}[\\\\/].*|[^\\\\]*/.*|\\\\\\\\.*");
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
     */
    static MappingName of(String name, boolean windows) throws TapSpecException {
        if (!windows || FILE.matcher(name).matches()) {
            return new MappingName(Kind.FILE, name);
        }
        String section = KernelName.section(name);
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

    /** {@code Local\} or {@code Global\}, for sections. */
    String prefix() {
        return text.substring(0, text.indexOf('\\') + 1);
    }
}
