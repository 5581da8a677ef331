package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.decode.Tree.Malformed;
import dev.ipcscope.agent.model.Direction;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads one PDU of a connection: C706 section 12.6. */
final class PduReader {

    /** Bytes of the header that all PDUs begin with. */
    static final int HEADER = 16;

    private static final int FIRST = 0x01;
    private static final int LAST = 0x02;
    private static final int PRIVACY = 6;
    private static final int SHOWN = 64;
    private static final String[] FLAGS = {
        "first", "last", "cancel pending or header signing", "", "multiplexed", "not executed", "maybe", "object"
    };
    private static final String[] NTLM = {"", "negotiate", "challenge", "authenticate"};

    /**
     * What was read.
     *
     * @param nodes with offsets in the PDU
     * @param summary one line
     * @param problem what is wrong with it, or empty
     */
    record Pdu(List<Node> nodes, String summary, String problem) {}

    private final Tree tree;
    private final int available;
    private int type;
    private int flags;
    private int length;
    private int authLength;
    private long call;
    private String protection = "";
    private boolean encrypted;
    private int bodyEnd;

    private PduReader(byte[] pdu) {
        tree = new Tree(pdu, orderOf(pdu, 0));
        available = pdu.length;
    }

    /** The length of the PDU that begins at {@code from}: 0 when that can't be seen yet, -1 when none begins there. */
    static long measure(byte[] bytes, int from, int to) {
        int there = to - from;
        if (there > 0 && bytes[from] != 5 || there > 1 && (bytes[from + 1] & 0xff) > 1) {
            return -1;
        }
        if (there > 2 && !RpcWords.ofConnections(bytes[from + 2] & 0xff)) {
            return -1;
        }
        // the label of data representation: integers and characters, floating point, two zeros
        if (there > 7
                && ((bytes[from + 4] & 0xee) != 0
                        || (bytes[from + 5] & 0xff) > 3
                        || bytes[from + 6] != 0
                        || bytes[from + 7] != 0)) {
            return -1;
        }
        if (there < 12) {
            return 0;
        }
        int length = u16(bytes, from, 8);
        int auth = u16(bytes, from, 10);
        return length < HEADER || auth > 0 && auth + 8 > length - HEADER ? -1 : length;
    }

    private static int u16(byte[] bytes, int pdu, int at) {
        int a = bytes[pdu + at] & 0xff;
        int b = bytes[pdu + at + 1] & 0xff;
        return orderOf(bytes, pdu) == ByteOrder.LITTLE_ENDIAN ? a | b << 8 : a << 8 | b;
    }

    private static ByteOrder orderOf(byte[] bytes, int pdu) {
        return bytes.length > pdu + 4 && (bytes[pdu + 4] & 0x10) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** The kind of the PDU that begins with these bytes, in words. */
    static String kind(byte[] begun) {
        return begun.length > 2 ? RpcWords.type(begun[2] & 0xff) : "PDU";
    }

    /** Reads one that is complete, or as far as it was kept; what it says is remembered in the state. */
    static Pdu read(byte[] pdu, Direction direction, RpcState state) {
        PduReader reader = new PduReader(pdu);
        String summary = kind(pdu);
        String problem = "";
        try {
            summary = reader.read(direction, state);
        } catch (Malformed e) {
            problem = String.valueOf(e.getMessage());
        }
        return new Pdu(reader.group(summary), summary, problem);
    }

    private List<Node> group(String summary) {
        List<Node> parts = tree.finish();
        return List.of(new Node("PDU", summary, 0, available, null, parts));
    }

    private String read(Direction direction, RpcState state) {
        header();
        bodyEnd = authLength == 0 ? length : trailerAt() - padding();
        String end = " call " + call;
        switch (type) {
            case 11, 14 -> {
                return RpcWords.type(type) + new BindReader(tree, state).proposal() + end + authentication();
            }
            case 12, 15 -> {
                return RpcWords.type(type) + end + new BindReader(tree, state).answer() + authentication();
            }
            case 13 -> {
                return "bind_nak" + end + ": " + new BindReader(tree, state).refusal();
            }
            case 0, 2, 3 -> {
                return call(direction, state);
            }
            default -> {
                int rest = Math.max(0, Math.min(bodyEnd, available) - tree.at());
                if (rest > 0) {
                    hex(tree, rest, "Body");
                }
                return RpcWords.type(type) + end + authentication();
            }
        }
    }

    private void header() {
        tree.open("Header");
        tree.number(1, "Version");
        tree.number(1, "Minor version");
        int at = tree.at();
        type = tree.peek(0);
        tree.skip(1);
        tree.value("Type", RpcWords.type(type), at, new Field("dcerpc.type", RpcWords.type(type)));
        flags = (int) tree.number(1, "Flags", "dcerpc.flags", PduReader::flags);
        at = tree.at();
        boolean little = (tree.peek(0) & 0x10) != 0;
        String characters = (tree.peek(0) & 1) == 0 ? "ASCII" : "EBCDIC";
        tree.skip(4);
        tree.value("Data representation", (little ? "little" : "big") + " endian, " + characters, at, null);
        length = (int) tree.number(2, "Fragment length", "dcerpc.length", Long::toString);
        authLength = (int) tree.number(2, "Authentication length");
        call = tree.number(4, "Call id", "dcerpc.call", Long::toUnsignedString);
        tree.close(length + " bytes");
    }

    private static String flags(long flags) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < FLAGS.length; i++) {
            if ((flags >> i & 1) != 0 && !FLAGS[i].isEmpty()) {
                words.add(FLAGS[i]);
            }
        }
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    private int trailerAt() {
        return length - authLength - 8;
    }

    /** The trailer says how much padding stands before it; it is looked at before the stub, which it ends. */
    private int padding() {
        int trailer = trailerAt();
        int padding = tree.peek(trailer + 2 - tree.at());
        int level = tree.peek(trailer + 1 - tree.at());
        int provider = tree.peek(trailer - tree.at());
        if (level < 0) {
            return 0; // not kept
        }
        encrypted = level == PRIVACY && (type == 0 || type == 2 || type == 3);
        protection = RpcWords.provider(provider) + ", " + RpcWords.level(level);
        return Math.max(0, Math.min(padding, trailer - HEADER));
    }

    private String call(Direction direction, RpcState state) {
        CallReader calls = new CallReader(
                tree, state, direction, call, (flags & FIRST) != 0, (flags & LAST) != 0, bodyEnd, encrypted);
        String said = switch (type) {
            case 0 -> calls.request((flags & 0x80) != 0);
            case 2 -> calls.response();
            default -> calls.fault();
        };
        return said + (encrypted ? ", encrypted" : "") + authentication();
    }

    /** The trailer, if there is one. Gives what the line says about it. */
    private String authentication() {
        if (authLength == 0) {
            return "";
        }
        tree.seek(Math.min(trailerAt(), available));
        tree.open("Authentication");
        tree.number(1, "Provider", "dcerpc.auth_type", RpcWords::provider);
        tree.number(1, "Level", "dcerpc.auth_level", RpcWords::level);
        tree.number(1, "Padding before it");
        tree.number(1, "Reserved");
        tree.number(4, "Security context");
        String what = hex(tree, authLength, "Token");
        tree.close(protection + what);
        return type < 4 ? "" : ", " + protection + what;
    }

    /** Shows bytes as they are; gives {@code " negotiate"} and the like when they are a message of NTLM. */
    static String hex(Tree tree, int size, String label) {
        int there = Math.min(size, tree.left());
        int from = tree.at();
        String ntlm = "";
        byte[] shown = new byte[Math.min(there, SHOWN)];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = (byte) tree.peek(i);
        }
        if (shown.length > 8
                && new String(shown, 0, 8, ISO_8859_1).equals("NTLMSSP\0")
                && shown[8] > 0
                && shown[8] < 4) {
            ntlm = " NTLM " + NTLM[shown[8]];
        }
        String text = HexFormat.ofDelimiter(" ").formatHex(shown) + (there > SHOWN ? " …" : "") + ntlm;
        tree.skip(there);
        tree.value(label, there + " bytes: " + text, from, null);
        if (there < size) {
            throw new Malformed("it ends " + (size - there) + " bytes before its end");
        }
        return ntlm;
    }
}
