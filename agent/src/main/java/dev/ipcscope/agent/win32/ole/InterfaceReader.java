package dev.ipcscope.agent.win32.ole;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.Guid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes an interface with all that it inherits, by whichever of its faces has the virtual table. */
final class InterfaceReader {

    private static final Guid UNKNOWN = Guid.parse("{00000000-0000-0000-C000-000000000046}");
    private static final Guid BY_NAME = Guid.parse("{00020400-0000-0000-C000-000000000046}");
    private static final int UNKNOWN_SLOTS = 3;
    private static final int DISPATCH_SLOTS = 7;
    private static final int MAX_DEPTH = 8;

    private InterfaceReader() {}

    /** Null when the type is no interface, or one whose bases aren't described. */
    static @Nullable ComInterface read(TypeInfo type) throws ComException {
        String[] said = type.documentation(-1);
        if (type.kind() == TypeInfo.DISPATCH && !type.isDual()) {
            List<ComMethod> methods = new ArrayList<>(type.methods(false));
            methods.addAll(type.properties());
            return new ComInterface(type.guid(), said[0], ComInterface.Kind.DISPATCH, 0, methods, said[1]);
        }
        try (TypeInfo table = type.kind() == TypeInfo.DISPATCH ? type.implemented(-1) : null) {
            TypeInfo by = table == null ? type : table;
            if (by.kind() != TypeInfo.INTERFACE) {
                return null;
            }
            List<ComMethod> methods = new ArrayList<>();
            int slots = collect(by, methods, 0);
            boolean dual = type.isDual() || by.isDual();
            ComInterface.Kind kind = dual ? ComInterface.Kind.DUAL : ComInterface.Kind.TABLE;
            return slots == 0 ? null : new ComInterface(type.guid(), said[0], kind, slots, methods, said[1]);
        }
    }

    /** Base first; the number of slots, 0 when the chain doesn't end in IUnknown. */
    private static int collect(TypeInfo type, List<ComMethod> methods, int depth) throws ComException {
        if (type.guid().equals(UNKNOWN)) {
            return UNKNOWN_SLOTS;
        }
        if (type.guid().equals(BY_NAME)) {
            return DISPATCH_SLOTS;
        }
        int below = 0;
        if (depth < MAX_DEPTH) {
            try (TypeInfo base = type.implemented(0)) {
                below = base == null ? 0 : collect(base, methods, depth + 1);
            }
        }
        if (below == 0) {
            return 0;
        }
        methods.addAll(type.methods(true));
        return below + type.functions();
    }
}
