package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.mechanism.rpc.RpcState.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies of bind, bind_ack, bind_nak, alter_context and its response: C706 section 12.6.4, [MS-RPCE] 2.2.2. */
final class BindReader {

    private static final String NDR = "8a885d04-1ceb-11c9-9fe8-08002b104860";
    private static final String NDR64 = "71710533-beba-4937-8319-b5dbef9ccc36";
    private static final String FEATURES = "6cb71c2c-9812-4540-";
    private static final int SHOWN = 4;

    private final Tree tree;
    private final RpcState state;

    BindReader(Tree tree, RpcState state) {
        this.tree = tree;
        this.state = state;
    }

    /** What the client proposes; the line names its interfaces. */
    String proposal() {
        sizes();
        int many = (int) tree.number(1, "Contexts");
        tree.number(1, "Reserved");
        tree.number(2, "Reserved");
        Map<Integer, Syntax> proposed = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                names.add(context(proposed));
            }
        } finally {
            state.propose(proposed);
        }
        return shown(names);
    }

    private static String shown(List<String> names) {
        String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
        return (names.isEmpty() ? "" : " ") + String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + more;
    }

    private String context(Map<Integer, Syntax> proposed) {
        tree.open("Context");
        int id = (int) tree.number(2, "Context id", "dcerpc.context", Long::toString);
        int transfers = (int) tree.number(1, "Transfer syntaxes");
        tree.number(1, "Reserved");
        int at = tree.at();
        String uuid = tree.uuid("Interface", "dcerpc.uuid", this::name);
        String version = version();
        tree.value("Interface", name(uuid) + " " + version, at, new Field("dcerpc.interface", plainName(uuid)));
        String first = "";
        for (int i = 0; i < transfers; i++) {
            String transfer = transfer();
            first = first.isEmpty() ? transfer : first;
        }
        proposed.put(id, new Syntax(uuid, version, first));
        String text = plainName(uuid) + " " + version + " ctx " + id;
        tree.close(text + (first.isEmpty() ? "" : ", " + syntax(first)));
        return text + (first.startsWith(FEATURES) ? " (feature negotiation)" : "");
    }

    private String version() {
        int at = tree.at();
        long version = tree.number(4, "Version number", null, Long::toString);
        String words = (version & 0xffff) + "." + (version >> 16);
        tree.value("Version", words, at, null);
        return words;
    }

    private String transfer() {
        String uuid = tree.uuid("Transfer syntax", null, BindReader::syntax);
        tree.number(4, "Its version");
        return uuid;
    }

    /** What the server accepts. */
    String answer() {
        sizes();
        int size = (int) tree.number(2, "Length of the secondary address");
        String address = tree.text(size, ISO_8859_1, "Secondary address", "dcerpc.address");
        int padding = -tree.at() & 3;
        if (padding > 0) {
            tree.bytes(padding, "Padding", "");
        }
        int many = (int) tree.number(1, "Results");
        tree.number(1, "Reserved");
        tree.number(2, "Reserved");
        List<Map.Entry<Integer, Syntax>> proposed = state.answered();
        List<String> results = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            results.add(result(i < proposed.size() ? proposed.get(i) : null));
        }
        return shown(results) + (address.isEmpty() ? "" : " at " + address);
    }

    private String result(Map.@Nullable Entry<Integer, Syntax> proposed) {
        tree.open("Result");
        int result = (int) tree.number(2, "Result", "dcerpc.result", code -> RpcWords.result((int) code));
        int reason = (int) tree.number(2, "Reason", null, code -> reason(result, (int) code));
        transfer();
        String which = proposed == null ? "" : "ctx " + proposed.getKey() + " ";
        String text = which + RpcWords.result(result) + (result == 2 ? ": " + RpcWords.resultReason(reason) : "");
        tree.close(text);
        if (result != 0 && proposed != null) {
            state.refused(proposed.getKey());
        }
        return text;
    }

    private static String reason(int result, int reason) {
        return result == 2
                ? RpcWords.resultReason(reason)
                : result == 3 ? "features " + reason : String.valueOf(reason);
    }

    /** Why the server refuses. */
    String refusal() {
        state.answered().forEach(context -> state.refused(context.getKey()));
        String reason = RpcWords.nakReason(tree.number(2, "Reason", "dcerpc.reason", RpcWords::nakReason));
        if (tree.left() > 0) {
            int versions = (int) tree.number(1, "Versions that it knows");
            for (int i = 0; i < versions && tree.left() >= 2; i++) {
                int at = tree.at();
                String version = tree.peek(0) + "." + tree.peek(1);
                tree.skip(2);
                tree.value("Version", version, at, null);
            }
        }
        return reason;
    }

    private void sizes() {
        tree.number(2, "Largest fragment sent");
        tree.number(2, "Largest fragment received");
        tree.number(4, "Association group");
    }

    private String name(String uuid) {
        RpcInterface known = state.named(uuid);
        return known == null ? uuid : known.name() + " " + uuid;
    }

    private String plainName(String uuid) {
        RpcInterface known = state.named(uuid);
        return known == null ? uuid : known.name();
    }

    /** A transfer syntax in words. */
    static String syntax(String uuid) {
        return uuid.equals(NDR) ? "NDR" : uuid.equals(NDR64) ? "NDR64" : uuid.startsWith(FEATURES) ? "features" : uuid;
    }
}
