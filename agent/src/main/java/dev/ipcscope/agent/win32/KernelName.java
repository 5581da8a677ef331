package dev.ipcscope.agent.win32;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One spelling for the names that Windows knows in many: of pipes, mailslots and sections (file mappings). Pure text.
 *
 * <pre>
 *  pipe       x   \\.\pipe\x   \\?\pipe\x   //./pipe/x   \\localhost\pipe\x   \??\pipe\x   \Device\NamedPipe\x
 *             are \\.\pipe\x;   \\host\pipe\x stays;   local\x is LOCAL\x, a UWP app's own
 *  mailslot   likewise with \Device\Mailslot\x;   \\*\mailslot\x (everybody in the domain) stays
 *  section    x   Local\x   \Sessions\1\BaseNamedObjects\x   are Local\x in session 1;
 *             Global\x   \BaseNamedObjects\x                 are Global\x
 * </pre>
 *
 * Sources: Microsoft, "Pipe Names" (at most 256 characters, not case-sensitive), "Mailslot Names", "Kernel object
 * namespaces", "Naming Files, Paths, and Namespaces". Names of sections are compared with case, since CreateFileMapping
 * says so; their prefixes aren't.
 */
public final class KernelName {

    private static final Pattern HOST_NAME =
            Pattern.compile("\\\\\\\\([^\\\\]+)\\\\([^\\\\]+)\\\\(.*)", Pattern.DOTALL);
    private static final Pattern OBJECT_FOLDER =
            Pattern.compile("(?i)\\\\(?:Sessions\\\\(\\d{1,9})\\\\)?BaseNamedObjects\\\\(.*)", Pattern.DOTALL);
    private static final List<String> OURSELVES = List.of(".", "?", "localhost", "127.0.0.1", "[::1]");
    private static final String LOCAL = "Local\\";
    private static final String GLOBAL = "Global\\";

    private KernelName() {}

    /**
     * A pipe's name in the form {@code \\.\pipe\x} or {@code \\host\pipe\x}.
     *
     * @throws IllegalArgumentException when it is the name of something else; the message is for a person
     */
    public static String pipe(String name) {
        return ofDevice(name, "pipe", "\\Device\\NamedPipe\\");
    }

    /**
     * A mailslot's name in the form {@code \\.\mailslot\x}, {@code \\host\mailslot\x} or {@code \\*\mailslot\x}.
     *
     * @throws IllegalArgumentException when it is the name of something else; the message is for a person
     */
    public static String mailslot(String name) {
        return ofDevice(name, "mailslot", "\\Device\\Mailslot\\");
    }

    /**
     * A section's name in the form {@code Local\x} or {@code Global\x}; a file's path stays as it is, and so does the name of
     * a section that this process can't open: of another session, or of an app in a container.
     *
     * @param session the session of this process, whose sections {@code Local\} means
     */
    public static String section(String name, int session) {
        if (startsWith(name, LOCAL)) {
            return LOCAL + name.substring(LOCAL.length());
        }
        if (startsWith(name, GLOBAL)) {
            return GLOBAL + name.substring(GLOBAL.length());
        }
        Matcher folder = OBJECT_FOLDER.matcher(name);
        if (folder.matches()) {
            String number = folder.group(1);
            if (number == null) {
                return GLOBAL + folder.group(2);
            }
            return Integer.parseInt(number) == session ? LOCAL + folder.group(2) : name;
        }
        return name.startsWith("\\") ? name : LOCAL + name;
    }

    /** Whether a whole name of a pipe or mailslot means one on this machine. */
    public static boolean isLocal(String whole) {
        return whole.startsWith("\\\\.\\");
    }

    /** Whether two whole names mean the same pipe or mailslot. */
    public static boolean same(String one, String other) {
        return key(one).equals(key(other));
    }

    /** Equal for all names that mean the same pipe or mailslot; for maps. */
    public static String key(String whole) {
        return whole.toUpperCase(Locale.ROOT);
    }

    /** The name that a handle of a pipe or mailslot tells: {@code \Device\NamedPipe\x}; empty when it is of neither. */
    static String ofHandle(String told, HeldObject.Kind kind) {
        String root = kind == HeldObject.Kind.PIPE ? "\\Device\\NamedPipe\\" : "\\Device\\Mailslot\\";
        String word = kind == HeldObject.Kind.PIPE ? "pipe" : "mailslot";
        return startsWith(told, root) && told.length() > root.length()
                ? "\\\\.\\" + word + "\\" + told.substring(root.length())
                : "";
    }

    private static String ofDevice(String name, String word, String device) {
        String spelled = name.startsWith("//") ? name.replace('/', '\\') : name;
        for (String root : List.of(device, "\\??\\" + word + "\\", "\\DosDevices\\" + word + "\\")) {
            if (startsWith(spelled, root)) {
                return local(word, spelled.substring(root.length()));
            }
        }
        if (!spelled.startsWith("\\")) {
            return local(word, spelled);
        }
        Matcher parts = HOST_NAME.matcher(spelled);
        if (!parts.matches() || !parts.group(2).equalsIgnoreCase(word)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a " + word + "'s name: \\\\.\\" + word + "\\NAME or just NAME");
        }
        String host = parts.group(1);
        return OURSELVES.contains(host.toLowerCase(Locale.ROOT))
                ? local(word, parts.group(3))
                : "\\\\" + host + "\\" + word + "\\" + parts.group(3);
    }

    private static String local(String word, String rest) {
        String own = word.equals("pipe") && startsWith(rest, LOCAL) ? "LOCAL\\" + rest.substring(LOCAL.length()) : rest;
        return "\\\\.\\" + word + "\\" + own;
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
