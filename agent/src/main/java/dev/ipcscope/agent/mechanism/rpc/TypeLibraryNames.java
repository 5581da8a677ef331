package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.TypeLibrary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The interfaces of a type library as DCOM calls them: an operation's number is the method's place in the virtual table
 * ([MS-DCOM] 2.2.13.3, section 3.2.4.4.1), those of IUnknown and IDispatch come first.
 */
final class TypeLibraryNames {

    /** [MS-OAUT] 3.1.4. */
    private static final List<String> DISPATCH = List.of("GetTypeInfoCount", "GetTypeInfo", "GetIDsOfNames", "Invoke");

    private static final int MAX_SLOTS = 1_000;

    private TypeLibraryNames() {}

    /** Those that are called by a virtual table; what is called by IDispatch alone shows its names in no operation. */
    static List<RpcInterface> of(TypeLibrary library) {
        return library.interfaces().stream()
                .filter(one -> one.hasTable() && one.slots() <= MAX_SLOTS)
                .map(TypeLibraryNames::of)
                .toList();
    }

    private static RpcInterface of(ComInterface one) {
        List<String> operations = new ArrayList<>(Collections.nCopies(one.slots(), RpcInterface.NO_OPERATION));
        put(operations, 0, RpcInterface.UNKNOWN);
        if (one.kind() == ComInterface.Kind.DUAL) {
            put(operations, RpcInterface.UNKNOWN.size(), DISPATCH);
        }
        for (ComMethod method : one.methods()) {
            if (method.slot() >= 0) {
                put(operations, method.slot(), List.of(prefix(method) + method.name()));
            }
        }
        return new RpcInterface(one.iid().value().toString(), 0, 0, one.name(), true, operations);
    }

    private static void put(List<String> operations, int from, List<String> names) {
        for (int i = 0; i < names.size() && from + i < operations.size(); i++) {
            operations.set(from + i, names.get(i));
        }
    }

    /** As the header files of such interfaces name the halves of a property. */
    private static String prefix(ComMethod method) {
        return switch (method.kind()) {
            case METHOD -> "";
            case GET -> "get_";
            case PUT -> "put_";
            case PUT_REFERENCE -> "putref_";
        };
    }
}
