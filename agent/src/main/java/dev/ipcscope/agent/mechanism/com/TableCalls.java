package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.ComParameter;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.automation.TypeRef;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.ErrorInfo;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls of an interface by its virtual table, as a type library describes it. */
final class TableCalls extends Behaviour {

    private static final int DISPATCH_FUNCTIONS = 7;
    private static final NativeMemory MEMORY = NativeMemory.INSTANCE;

    private final boolean dispatch;

    TableCalls(ComInterface described) {
        super(described.name(), signatures(described));
        this.dispatch = firstSlot(described) == DISPATCH_FUNCTIONS;
    }

    private static int firstSlot(ComInterface described) {
        return described.methods().stream().mapToInt(ComMethod::slot).min().orElse(described.slots());
    }

    private static List<String> signatures(ComInterface described) {
        List<String> all = new ArrayList<>();
        int first = firstSlot(described);
        if (first == DISPATCH_FUNCTIONS) {
            all.addAll(DispatchCalls.SIGNATURES);
        }
        for (int slot = first; slot < described.slots(); slot++) {
            ComMethod method = described.atSlot(slot);
            StringBuilder signature = new StringBuilder();
            if (method != null) {
                method.parameters().forEach(parameter -> signature.append(letter(parameter.type())));
            }
            all.add(signature.toString());
        }
        return all;
    }

    private static char letter(TypeRef type) {
        if (type.pointers() > 0) {
            return 'p';
        }
        return switch (type.base()) {
            case VarTypes.R4 -> 'f';
            case VarTypes.R8, VarTypes.DATE -> 'd';
            default -> 'p';
        };
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        if (dispatch && slot < DISPATCH_FUNCTIONS) {
            return Behaviours.DISPATCH.call(face, slot, arguments);
        }
        ComInterface described = face.described();
        ComMethod method = described == null ? null : described.atSlot(slot);
        if (method == null) {
            return HResult.NOT_IMPLEMENTED;
        }
        ObjectGraph graph = face.object().graph();
        Side callee = face.object().side();
        Passing passing = new Passing(graph, callee);
        // Objects are told by their numbers: the caller's have one once they are wrapped, those that go home while they
        // are.
        Call.Given given = given(graph, method, arguments);
        Object[] passed = before(graph, passing, method, arguments);
        given.completeBy(given(graph, method, passed));
        Call call = graph.calls().begin(face, method.name(), method.kind().word(), method.id(), given);
        ErrorInfo.clear();
        int answer = ComCall.call(face.real(), slot, passed);
        boolean failed = HResult.failed(answer);
        // Read before and after, since objects of the caller that come home are ours only before.
        Call.Returned before = failed || !bringsObjects(method) ? null : returned(graph, method, arguments);
        after(graph, passing, method, arguments, failed);
        Call.Returned returned = failed ? null : returned(graph, method, arguments);
        if (returned != null && before != null) {
            returned.completeBy(before);
        }
        call.end(answer, returned, failure(answer));
        return answer;
    }

    private static boolean bringsObjects(ComMethod method) {
        return method.parameters().stream().anyMatch(parameter -> parameter.out() && carries(parameter.type()));
    }

    private static Map<String, Object> failure(int answer) {
        return HResult.failed(answer) ? ErrorInfo.peek() : Map.of();
    }

    private static Call.Given given(ObjectGraph graph, ComMethod method, Object[] arguments) {
        Call.Given given = new Call.Given();
        for (int i = 0; i < arguments.length; i++) {
            ComParameter parameter = method.parameters().get(i);
            if (parameter.in()) {
                given.add(
                        parameter.name(),
                        parameter.type().toString(),
                        graph.values().of(parameter.type(), arguments[i]));
            }
        }
        return given;
    }

    private static Call.Returned returned(ObjectGraph graph, ComMethod method, Object[] arguments) {
        Call.Returned returned = new Call.Returned();
        for (int i = 0; i < arguments.length; i++) {
            ComParameter parameter = method.parameters().get(i);
            if (parameter.retval()) {
                returned.result(parameter.type().toString(), graph.values().of(parameter.type(), arguments[i]));
            } else if (parameter.out()) {
                returned.add(
                        parameter.name(),
                        parameter.type().toString(),
                        graph.values().of(parameter.type(), arguments[i]));
            }
        }
        return returned;
    }

    static Guid iid(TypeRef type) {
        Guid iid = type.iid();
        return iid != null ? iid : type.base() == VarTypes.DISPATCH ? Iids.DISPATCH : Iids.UNKNOWN;
    }

    private static Object[] before(ObjectGraph graph, Passing passing, ComMethod method, Object[] arguments) {
        Object[] passed = arguments.clone();
        for (int i = 0; i < arguments.length; i++) {
            ComParameter parameter = method.parameters().get(i);
            TypeRef type = parameter.type();
            if (!parameter.in() || !(arguments[i] instanceof Long address) || address == 0 || !carries(type)) {
                continue;
            }
            if (type.isObject()) {
                if (type.pointers() == 0) {
                    passed[i] = passing.lend(address, iid(type), graph.types().described(type.iid()));
                } else if (parameter.out()) {
                    passing.giveUp(address, iid(type), graph.types().described(type.iid()));
                }
            } else if (parameter.out()) {
                passing.giveUp(places(type, address));
            } else {
                passing.give(places(type, address));
            }
        }
        return passed;
    }

    private static void after(
            ObjectGraph graph, Passing passing, ComMethod method, Object[] arguments, boolean failed) {
        for (int i = 0; i < arguments.length; i++) {
            ComParameter parameter = method.parameters().get(i);
            TypeRef type = parameter.type();
            if (!(arguments[i] instanceof Long address) || address == 0 || !carries(type)) {
                continue;
            }
            if (!parameter.out()) {
                if (!type.isObject()) {
                    passing.takeShared(places(type, address));
                }
            } else if (type.pointers() == 1 && (!failed || parameter.in())) {
                if (type.isObject()) {
                    passing.take(address, iid(type), graph.types().described(type.iid()));
                } else {
                    passing.take(places(type, address), null);
                }
            }
        }
        passing.finish();
    }

    /** Whether objects may be in it. */
    private static boolean carries(TypeRef type) {
        return type.pointers() <= 1
                && (type.isObject() || type.base() == VarTypes.VARIANT || type.base() == VarTypes.SAFEARRAY);
    }

    private static List<ObjectPlaces.Place> places(TypeRef type, long address) {
        if (type.base() == VarTypes.VARIANT) {
            return ObjectPlaces.ofVariant(MEMORY, address);
        }
        return ObjectPlaces.ofArray(MEMORY, type.pointers() == 1 ? MEMORY.longAt(address) : address);
    }
}
