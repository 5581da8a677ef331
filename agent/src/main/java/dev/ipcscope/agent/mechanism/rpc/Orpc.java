package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Tree;
import java.nio.ByteOrder;
import java.util.Map;

/** What COM puts into stubs: ORPCTHIS, ORPCTHAT and OBJREF ([MS-DCOM] 2.2.13 and 2.2.18), as NDR writes them. */
final class Orpc {

    private static final int THIS = 32;
    private static final int MAX_REFERENCES = 16;
    private static final byte[] SIGNATURE = {'M', 'E', 'O', 'W'};
    private static final Map<Integer, String> KINDS = Map.of(1, "standard", 2, "handler", 4, "custom", 8, "extended");

    private Orpc() {}

    /** Whether what follows can be an ORPCTHIS: version 5.1 to 5.7, and flags and reserved as they must be. */
    static boolean looksLikeThis(Tree tree, int end) {
        if (end - tree.at() < THIS || tree.left() < THIS) {
            return false;
        }
        boolean little = tree.peek(0) == 5 && tree.peek(1) == 0;
        boolean big = tree.peek(0) == 0 && tree.peek(1) == 5;
        int minor = tree.peek(2) + tree.peek(3);
        int zeros = 0;
        for (int i = 8; i < 12; i++) {
            zeros += tree.peek(i) == 0 ? 1 : 0;
        }
        return (little || big) && minor >= 1 && minor <= 7 && zeros == 4;
    }

    /** ORPCTHIS. */
    static void readThis(Tree tree) {
        tree.open("ORPCTHIS");
        int major = (int) tree.number(2, "Major version");
        int minor = (int) tree.number(2, "Minor version");
        tree.number(4, "Flags");
        tree.number(4, "Reserved");
        String causality = tree.uuid("Causality id", "orpc.cid", uuid -> uuid);
        String extensions = extensions(tree);
        tree.close("COM " + major + "." + minor + ", causality " + causality + extensions);
    }

    /** ORPCTHAT. */
    static void readThat(Tree tree) {
        tree.open("ORPCTHAT");
        tree.number(4, "Flags");
        tree.close(extensions(tree).isEmpty() ? "" : "with extensions");
    }

    private static String extensions(Tree tree) {
        long pointer = tree.number(4, "Extensions", null, value -> value == 0 ? "none" : "follow, in the stub");
        return pointer == 0 ? "" : ", with extensions";
    }

    /** The object references in a stub, which stand in it as arrays of bytes, always little endian. */
    static void readReferences(Tree tree, int from, byte[] stub) {
        int found = 0;
        for (int at = 0; at + 24 <= stub.length && found < MAX_REFERENCES; at++) {
            if (stub[at] == SIGNATURE[0]
                    && stub[at + 1] == SIGNATURE[1]
                    && stub[at + 2] == SIGNATURE[2]
                    && stub[at + 3] == SIGNATURE[3]) {
                tree.seek(from + at);
                reference(tree, from + stub.length);
                found++;
            }
        }
    }

    private static void reference(Tree tree, int end) {
        ByteOrder before = tree.order();
        tree.order(ByteOrder.LITTLE_ENDIAN);
        tree.open("OBJREF");
        tree.number(4, "Signature", null, ignored -> "MEOW");
        int kind = (int) tree.number(4, "Kind", null, code -> KINDS.getOrDefault((int) code, String.valueOf(code)));
        String iid = tree.uuid("Interface id", "orpc.iid", Orpc::named);
        String text = KINDS.getOrDefault(kind, "unknown") + ", " + named(iid);
        if ((kind == 1 || kind == 2 || kind == 8) && end - tree.at() >= 40) {
            tree.number(4, "Flags of the reference");
            tree.number(4, "Public references");
            tree.number(8, "OXID", "orpc.oxid", value -> String.format("%016x", value));
            tree.number(8, "OID", "orpc.oid", value -> String.format("%016x", value));
            text += ", IPID " + tree.uuid("IPID", "orpc.ipid", uuid -> uuid);
            if (kind == 2 && end - tree.at() >= 16) {
                tree.uuid("Class of the handler", null, uuid -> uuid);
            }
        } else if (kind == 4 && end - tree.at() >= 24) {
            text += ", class " + tree.uuid("Class of the unmarshaler", "orpc.clsid", uuid -> uuid);
            tree.number(4, "Extension");
            tree.number(4, "Size");
        }
        tree.close(text);
        tree.order(before);
    }

    private static String named(String uuid) {
        RpcInterface known = Interfaces.WELL_KNOWN.find(uuid);
        return known == null ? uuid : known.name() + " " + uuid;
    }
}
