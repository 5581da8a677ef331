package dev.ipcscope.agent.mechanism.rpc;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.decode.Tree.Malformed;
import dev.ipcscope.agent.model.Conversation;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Datagram DCE/RPC (C706 section 12.5), version 4. Each datagram has everything in its header: interface, operation,
 * activity and sequence number. What was split over several datagrams is shown as the parts that it is.
 */
@AutoService(Decoder.class)
public final class DceRpcDatagramDecoder implements Decoder {

    private static final int HEADER = 80;
    private static final String[] FLAGS = {
        "", "last fragment", "fragment", "no fack", "maybe", "idempotent", "broadcast"
    };
    private static final int FRAGMENT = 4;
    private static final int FAULT = 3;
    private static final int REJECT = 6;

    @Override
    public String id() {
        return "dcerpc-datagram";
    }

    @Override
    public String title() {
        return "DCE/RPC datagram";
    }

    @Override
    public boolean remembers() {
        return false;
    }

    @Override
    public @Nullable Session begin(Conversation conversation) {
        return conversation.mechanism().equals("udp") ? this::decode : null;
    }

    private @Nullable Decoded decode(Payload payload) {
        if (!looksLikeOne(payload.bytes())) {
            return null;
        }
        boolean little = (payload.bytes()[4] & 0x10) != 0;
        Tree tree = new Tree(payload.bytes(), little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        String line = RpcWords.type(payload.bytes()[1] & 0xff);
        String problem = "";
        try {
            line = read(tree);
        } catch (Malformed e) {
            problem = payload.isCut() ? "not all of it was kept" : String.valueOf(e.getMessage());
        }
        List<Node> parts = tree.finish();
        Node whole = new Node("Datagram", line, 0, payload.bytes().length, null, parts);
        return new Decoded(title(), line, List.of(whole), problem);
    }

    /** Nothing in a datagram says "RPC", so all that is fixed must fit. */
    private static boolean looksLikeOne(byte[] bytes) {
        return bytes.length >= HEADER
                && bytes[0] == 4
                && RpcWords.ofDatagrams(bytes[1])
                && (bytes[2] & 0x80) == 0
                && (bytes[4] & 0xee) == 0
                && bytes[5] >= 0
                && bytes[5] <= 3
                && bytes[6] == 0
                && length(bytes) <= bytes.length - HEADER;
    }

    private static int length(byte[] bytes) {
        int a = bytes[74] & 0xff;
        int b = bytes[75] & 0xff;
        return (bytes[4] & 0x10) != 0 ? a | b << 8 : a << 8 | b;
    }

    private static String read(Tree tree) {
        tree.open("Header");
        tree.number(1, "Version");
        int at = tree.at();
        int type = tree.peek(0);
        String kind = RpcWords.type(type);
        tree.skip(1);
        tree.value("Type", kind, at, new Field("dcerpc.type", kind));
        int flags = (int) tree.number(1, "Flags", "dcerpc.flags", DceRpcDatagramDecoder::flags);
        tree.number(1, "More flags", null, more -> (more & 2) != 0 ? "cancel pending" : "none");
        at = tree.at();
        boolean little = (tree.peek(0) & 0x10) != 0;
        tree.skip(3);
        tree.value("Data representation", little ? "little endian" : "big endian", at, null);
        tree.number(1, "Serial number, high");
        tree.uuid("Object", "dcerpc.object", uuid -> uuid);
        at = tree.at();
        String uuid = tree.uuid("Interface", "dcerpc.uuid", id -> id);
        RpcInterface known = Interfaces.WELL_KNOWN.find(uuid);
        String name = known == null ? uuid : known.name();
        tree.value("Interface", name, at, new Field("dcerpc.interface", name));
        tree.uuid("Activity", "dcerpc.activity", id -> id);
        tree.number(4, "Server's boot time");
        tree.number(4, "Interface version", null, version -> (version & 0xffff) + "." + (version >> 16));
        long call = tree.number(4, "Sequence number", "dcerpc.call", Long::toString);
        int number = (int) tree.number(2, "Operation number", "dcerpc.opnum", Long::toString);
        String operation = known == null ? "" : known.operation(number);
        tree.number(2, "Interface hint");
        tree.number(2, "Activity hint");
        int length = (int) tree.number(2, "Length of the body", "dcerpc.length", Long::toString);
        long fragment = tree.number(2, "Fragment number");
        int protocol = (int) tree.number(1, "Authentication protocol");
        tree.number(1, "Serial number, low");
        if (!operation.isEmpty()) {
            tree.value("Operation", operation, tree.at(), new Field("dcerpc.operation", operation));
        }
        tree.close(HEADER + " bytes");
        String line = kind + " " + name
                + (operation.isEmpty() ? " opnum " + number : " " + operation + " (" + number + ")") + " call " + call;
        if ((type == FAULT || type == REJECT) && length >= 4) {
            line += ": " + RpcWords.status(tree.number(4, "Status", "dcerpc.status", RpcWords::status));
            length -= 4;
        } else {
            line += " " + length + " bytes" + ((flags & FRAGMENT) != 0 ? ", fragment " + fragment : "");
        }
        if (length > 0) {
            PduReader.hex(tree, length, type == 0 || type == 2 ? "Stub" : "Body");
        }
        if (protocol != 0 && tree.left() > 0) {
            PduReader.hex(tree, tree.left(), "Authentication, protocol " + protocol);
        }
        return line;
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
}
