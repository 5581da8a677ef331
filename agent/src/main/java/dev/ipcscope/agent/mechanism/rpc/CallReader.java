package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.mechanism.rpc.RpcState.Call;
import dev.ipcscope.agent.mechanism.rpc.RpcState.Syntax;
import dev.ipcscope.agent.model.Direction;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The bodies of request, response and fault: C706 section 12.6.4. */
final class CallReader {

    private static final int SHOWN = 256;

    private final Tree tree;
    private final RpcState state;
    private final Direction direction;
    private final long id;
    private final boolean first;
    private final boolean last;
    private final int end;
    private final boolean encrypted;
    private @Nullable Told told;

    CallReader(
            Tree tree,
            RpcState state,
            Direction direction,
            long id,
            boolean first,
            boolean last,
            int end,
            boolean encrypted) {
        this.tree = tree;
        this.state = state;
        this.direction = direction;
        this.id = id;
        this.first = first;
        this.last = last;
        this.end = end;
        this.encrypted = encrypted;
    }

    String request(boolean hasObject) {
        tree.number(4, "Allocation hint");
        int context = context();
        int number = (int) tree.number(2, "Operation number", "dcerpc.opnum", Long::toString);
        Told about = state.takeTold();
        told = about != null && about.number() == number ? about : null;
        operation(context, number);
        if (hasObject) {
            String object = tree.uuid("Object", "dcerpc.object", uuid -> uuid);
            tree.value("IPID", object, tree.at(), null);
        }
        boolean orpc = orpc(context) || hasObject && Orpc.looksLikeThis(tree, end);
        if (first) {
            state.asked(new Call(id, context, number, orpc));
        }
        if (orpc && first && !encrypted) {
            Orpc.readThis(tree);
        }
        return line("request", context, number) + stub(orpc);
    }

    String response() {
        tree.number(4, "Allocation hint");
        int context = context();
        tree.number(1, "Cancel count");
        tree.number(1, "Reserved");
        Call call = state.answer(id, first, last);
        int number = answered(context, call);
        boolean orpc = call == null ? orpc(context) : call.object();
        if (orpc && first && !encrypted) {
            Orpc.readThat(tree);
        }
        return line("response", context, number) + stub(orpc);
    }

    String fault() {
        tree.number(4, "Allocation hint");
        int context = context();
        tree.number(1, "Cancel count");
        tree.number(1, "Flags");
        Call call = state.answer(id, first, last);
        int number = answered(context, call);
        long status = tree.number(4, "Status", "dcerpc.status", RpcWords::status);
        if (tree.at() < end && tree.left() >= 4) {
            tree.number(4, "Reserved");
        }
        int rest = Math.max(0, end - tree.at());
        if (rest > 0) {
            PduReader.hex(tree, rest, "Stub");
        }
        return line("fault", context, number) + ": " + RpcWords.status(status);
    }

    private int context() {
        return (int) tree.number(2, "Context id", "dcerpc.context", Long::toString);
    }

    /** The number of the operation that is answered, -1 when the question wasn't seen. */
    private int answered(int context, @Nullable Call call) {
        Told about = state.takeTold();
        if (call == null) {
            told = about;
            int number = about == null ? -1 : about.number();
            if (about != null) {
                tree.value("Operation number", String.valueOf(number), tree.at(), new Field("dcerpc.opnum", (long)
                        number));
            }
            operation(context, number);
            return number;
        }
        String words = call.operation() + (call.id() == id ? "" : ", by order: the question has call id " + call.id());
        tree.value("Operation number", words, tree.at(), new Field("dcerpc.opnum", (long) call.operation()));
        operation(context, call.operation());
        return call.operation();
    }

    private boolean orpc(int context) {
        RpcInterface known = state.of(context);
        return known != null && known.object();
    }

    private void operation(int context, int number) {
        Syntax syntax = state.syntax(context);
        if (syntax == null) {
            agreedBefore();
            return;
        }
        RpcInterface known = state.named(syntax.uuid());
        String name = known == null ? syntax.uuid() : known.name();
        String transfer = BindReader.syntax(syntax.transfer());
        tree.value(
                "Interface",
                name + " " + syntax.version() + (known == null ? "" : " " + syntax.uuid()) + ", " + transfer,
                tree.at(),
                new Field("dcerpc.interface", name));
        named(known == null || number < 0 ? "" : known.operation(number));
    }

    private void agreedBefore() {
        if (told == null) {
            tree.value("Interface", "agreed on before anything was seen", tree.at(), null);
            return;
        }
        String name = told.interfaceName();
        tree.value("Interface", name, tree.at(), new Field("dcerpc.interface", name));
        named(told.operation());
    }

    private void named(String operation) {
        if (!operation.isEmpty()) {
            tree.value("Operation", operation, tree.at(), new Field("dcerpc.operation", operation));
        }
    }

    private String line(String kind, int context, int number) {
        Syntax syntax = state.syntax(context);
        RpcInterface known = syntax == null ? null : state.named(syntax.uuid());
        String name = known != null ? known.name() : syntax != null ? syntax.uuid() : "";
        String operation = known == null || number < 0 ? "" : known.operation(number);
        if (syntax == null && told != null) {
            name = told.interfaceName();
            operation = told.operation();
        }
        String which =
                number < 0 ? "" : operation.isEmpty() ? " opnum " + number : " " + operation + " (" + number + ")";
        return kind + (name.isEmpty() ? "" : " ") + name + which + " call " + id + " ctx " + context;
    }

    /** What is left up to the trailer. Gives the line's end: its size, and which fragment it is. */
    private String stub(boolean orpc) {
        int size = Math.max(0, end - tree.at());
        String part = first && last ? "" : first ? ", first fragment" : last ? "" : ", a fragment";
        if (encrypted) {
            int from = tree.at();
            int there = Math.min(size, tree.left());
            tree.skip(there);
            tree.value("Stub", there + " bytes, encrypted: only client and server can read them", from, null);
            return " " + size + " bytes" + part;
        }
        int from = tree.at();
        byte[] there = new byte[Math.min(size, tree.left())];
        for (int i = 0; i < there.length; i++) {
            there[i] = (byte) tree.peek(i);
        }
        if (size > 0) {
            PduReader.hex(tree, size, "Stub");
        }
        Stubs.@Nullable Stub whole = state.join(direction, id, first, last, there);
        if (orpc && first && last) {
            int after = tree.at();
            Orpc.readReferences(tree, from, there);
            tree.seek(after);
        }
        if (whole != null && whole.fragments() > 1) {
            part = ", the last of " + whole.fragments() + " fragments, " + whole.size() + " bytes in all";
            int shown = Math.min(SHOWN, whole.bytes().length);
            tree.value(
                    "Whole stub",
                    whole.size() + " bytes in " + whole.fragments() + " fragments"
                            + (whole.fromTheFirst() ? "" : " (their beginning wasn't seen)") + ": "
                            + HexFormat.ofDelimiter(" ").formatHex(whole.bytes(), 0, shown)
                            + (shown < whole.size() ? " …" : ""),
                    tree.at(),
                    null);
        }
        return " " + size + " bytes" + part;
    }
}
