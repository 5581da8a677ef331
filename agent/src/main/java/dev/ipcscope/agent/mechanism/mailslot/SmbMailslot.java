package dev.ipcscope.agent.mechanism.mailslot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.ipcscope.agent.decode.Tree;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;

/**
 * The SMB in a datagram: [MS-CIFS] 2.2.3.1 header, 2.2.4.33.1 transaction request, [MS-MAIL] 2.2.1 setup words of a
 * mailslot write; offsets in it count from the header's first byte. What was read so far stays readable when it throws.
 */
final class SmbMailslot {

    private static final Map<Integer, String> BROWSER = Map.of(
            0x01, "host announcement",
            0x02, "announcement request",
            0x08, "election request",
            0x09, "backup list request",
            0x0a, "backup list response",
            0x0b, "become backup",
            0x0c, "domain announcement",
            0x0d, "master announcement",
            0x0e, "reset state",
            0x0f, "local master announcement");

    private static final int TRANSACTION = 0x25;
    private static final int RESPONSE = 0x80;
    private static final int UNICODE = 0x8000;
    private static final int MAILSLOT_WRITE = 1;
    private static final int PREVIEW = 60;

    private final Tree tree;
    private int start;
    private boolean unicode;
    private String name = "";
    private String said = "";

    SmbMailslot(Tree tree) {
        this.tree = tree;
    }

    /** The mailslot's name, empty when there was none. */
    String name() {
        return name;
    }

    /** What was written into it, in short. */
    String said() {
        return said;
    }

    /** Reads from the header on. */
    void read() {
        start = tree.at();
        tree.order(ByteOrder.LITTLE_ENDIAN);
        int command = header();
        int words = (int) tree.number(1, "Word count");
        if (command != TRANSACTION) {
            said = String.format(Locale.ROOT, "SMB command 0x%02x", command);
            data(tree, tree.left());
            return;
        }
        transaction(words);
    }

    private int header() {
        tree.open("SMB header");
        tree.bytes(4, "Protocol", "SMB");
        int command = (int) tree.number(1, "Command", "smb.command", SmbMailslot::command);
        tree.number(4, "Status", "smb.status", status -> String.format(Locale.ROOT, "0x%08x", status));
        long flags = tree.number(1, "Flags", null, value -> (value & RESPONSE) != 0 ? "response" : "request");
        unicode = (tree.number(2, "Flags 2", null, value -> (value & UNICODE) != 0 ? "Unicode names" : "OEM names")
                        & UNICODE)
                != 0;
        tree.number(2, "Process id, high");
        tree.bytes(8, "Security features", "");
        tree.number(2, "Reserved");
        tree.number(2, "Tree id");
        tree.number(2, "Process id");
        tree.number(2, "User id");
        tree.number(2, "Multiplex id");
        tree.close((flags & RESPONSE) != 0 ? "response" : "request");
        return command;
    }

    private void transaction(int words) {
        tree.open("Transaction");
        int first = tree.at();
        tree.number(2, "Total parameter count");
        tree.number(2, "Total data count");
        tree.number(2, "Maximal parameter count");
        tree.number(2, "Maximal data count");
        tree.number(1, "Maximal setup count");
        tree.number(1, "Reserved");
        tree.number(2, "Flags");
        tree.number(4, "Time-out");
        tree.number(2, "Reserved");
        tree.number(2, "Parameter count");
        tree.number(2, "Parameter offset");
        int size = (int) tree.number(2, "Data count");
        int offset = (int) tree.number(2, "Data offset");
        int setup = (int) tree.number(1, "Setup count");
        tree.number(1, "Reserved");
        if (setup >= 3) {
            tree.number(2, "Operation", "mailslot.operation", code -> code == MAILSLOT_WRITE ? "write" : "" + code);
            tree.number(2, "Priority", "mailslot.priority", Long::toString);
            tree.number(2, "Class", "mailslot.class", SmbMailslot::deliveryClass);
        }
        tree.seek(first + 2 * words);
        tree.number(2, "Byte count");
        readName();
        tree.close(name);
        tree.seek(start + offset);
        content(size);
    }

    private void readName() {
        if (unicode && (tree.at() - start & 1) != 0) {
            tree.bytes(1, "Padding", "");
        }
        int unit = unicode ? 2 : 1;
        int length = 0;
        while (tree.peek(length) > 0 || unicode && tree.peek(length + 1) > 0) {
            length += unit;
        }
        String read = tree.text(length + unit, unicode ? UTF_16LE : ISO_8859_1, "Mailslot", "mailslot.name");
        name = read.isEmpty() ? "mailslot without a name" : read;
    }

    private void content(int size) {
        tree.open("Mailslot data");
        int at = tree.at();
        boolean browser = name.equalsIgnoreCase("\\MAILSLOT\\BROWSE") || name.equalsIgnoreCase("\\MAILSLOT\\LANMAN");
        if (browser && size > 0 && BROWSER.containsKey(tree.peek(0))) {
            said = browser(size);
        }
        String rest = data(tree, size - (tree.at() - at));
        said = said.isEmpty() ? rest : said;
        tree.close(size + " bytes");
    }

    /** [MS-BRWS] 2.2: host, domain and local master announcements begin alike. */
    private String browser(int size) {
        int code = (int) tree.number(1, "Browser message", "browser.command", SmbMailslot::browserMessage);
        String words = browserMessage(code);
        if ((code == 0x01 || code == 0x0c || code == 0x0f) && size >= 32) {
            tree.number(1, "Update count");
            tree.number(4, "Next announcement", null, millis -> "in " + millis + " ms");
            words += " of " + tree.text(16, ISO_8859_1, "Server name", "browser.server");
        }
        return words;
    }

    /** Reads so many bytes as they are and tells them in short. */
    static String data(Tree tree, int size) {
        int length = Math.min(Math.max(0, size), tree.left());
        String text = preview(tree, length);
        tree.bytes(Math.max(0, size), "Data", text);
        return text;
    }

    private static String preview(Tree tree, int length) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < Math.min(length, PREVIEW); i++) {
            int c = tree.peek(i);
            if (c < 0x20 || c > 0x7e) {
                return length + " bytes";
            }
            text.append((char) c);
        }
        return length == 0
                ? "empty"
                : text.append(length > PREVIEW ? "…\"" : "\"").toString();
    }

    private static String command(long code) {
        return code == TRANSACTION ? "transaction" : String.format(Locale.ROOT, "0x%02x", code);
    }

    private static String browserMessage(long code) {
        return BROWSER.getOrDefault((int) code, "");
    }

    private static String deliveryClass(long code) {
        return code == 1 ? "1 (reliable)" : code == 2 ? "2 (unreliable)" : Long.toString(code);
    }
}
