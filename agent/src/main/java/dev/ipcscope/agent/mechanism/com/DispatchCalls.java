package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.mechanism.com.DispatchArguments.Argument;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls by IDispatch. */
final class DispatchCalls extends Behaviour {

    /** GetTypeInfoCount, GetTypeInfo, GetIDsOfNames, Invoke. */
    static final List<String> SIGNATURES = List.of("p", "ppp", "ppppp", "pppppppp");

    private static final int GET_IDS_OF_NAMES = 5;
    private static final int INVOKE = 6;
    private static final int MOST_NAMES = 1000;
    private static final NativeMemory MEMORY = NativeMemory.INSTANCE;

    DispatchCalls() {
        super("IDispatch", SIGNATURES);
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        if (slot == INVOKE) {
            return invoke(face, arguments);
        }
        int answer = ComCall.call(face.real(), slot, arguments);
        if (slot == GET_IDS_OF_NAMES) {
            named(face.object(), (Long) arguments[1], (Long) arguments[4], answer);
        }
        return answer;
    }

    private static void named(Wrapped object, long names, long ids, int answer) {
        if (names == 0 || ids == 0) {
            return;
        }
        String name = NativeMemory.wideString(MEMORY.longAt(names));
        if (!HResult.failed(answer)) {
            if (object.names().size() < MOST_NAMES) {
                object.names().put(MEMORY.intAt(ids), name);
            }
            return;
        }
        object.graph()
                .calls()
                .event(
                        object.side().calls(),
                        Map.of("object", object.number(), "method", name, "hresult", HResult.hex(answer)),
                        object.name() + " has no '" + name + "': " + HResult.words(answer));
    }

    private int invoke(Face face, Object[] arguments) {
        int id = ((Long) arguments[0]).intValue();
        int flags = ((Long) arguments[3]).shortValue();
        long parameters = (Long) arguments[4];
        long result = (Long) arguments[5];
        Wrapped object = face.object();
        ObjectGraph graph = object.graph();
        ComInterface described = face.described() != null ? face.described() : object.description(face.real());
        ComMethod method = described == null ? null : described.byId(id, flags);
        List<Argument> all = DispatchArguments.of(MEMORY, parameters, method);
        // Objects are told by their numbers: the caller's have one once they are wrapped, those that go home while they
        // are.
        Call.Given given = given(all);
        Passing passing = new Passing(graph, object.side());
        all.forEach(argument -> passing.give(ObjectPlaces.ofVariant(MEMORY, argument.variant())));
        given.completeBy(given(all));
        given.put("lcid", ((Long) arguments[2]).intValue());
        Call call = graph.calls().begin(face, name(object, method, id), kind(method, flags), id, given);
        int answer = ComCall.call(face.real(), INVOKE, arguments);
        all.forEach(argument -> passing.takeShared(ObjectPlaces.ofVariant(MEMORY, argument.variant())));
        if (!HResult.failed(answer)) {
            Guid iid = method == null ? null : method.resultType().iid();
            passing.take(ObjectPlaces.ofVariant(MEMORY, result), graph.types().described(iid));
        }
        passing.finish();
        boolean failed = HResult.failed(answer);
        call.end(answer, failed ? null : returned(all, result), failed ? exception(answer, arguments) : Map.of());
        return answer;
    }

    private static String name(Wrapped object, @Nullable ComMethod method, int id) {
        if (method != null) {
            return method.name();
        }
        String asked = object.names().get(id);
        return asked != null ? asked : id == 0 ? "(default)" : id == -4 ? "_NewEnum" : "member " + id;
    }

    private static String kind(@Nullable ComMethod method, int flags) {
        return method != null
                ? method.kind().word()
                : ComMethod.Kind.of(flags & -flags).word();
    }

    private static Call.Given given(List<Argument> all) {
        Call.Given given = new Call.Given();
        for (Argument argument : all) {
            int type = Values.READER.typeOf(argument.variant());
            boolean leftOut = type == VarTypes.ERROR;
            Object value = leftOut ? null : Values.READER.variant(argument.variant());
            given.add(argument.name(), leftOut ? "left out" : VarTypes.name(type), value);
            if (argument.named()) {
                given.named(argument.name());
            }
        }
        return given;
    }

    private static Call.Returned returned(List<Argument> all, long result) {
        Call.Returned returned = new Call.Returned();
        int type = Values.READER.typeOf(result);
        if (type > VarTypes.EMPTY) {
            returned.result(VarTypes.name(type), Values.READER.variant(result));
        }
        for (Argument argument : all) {
            if (DispatchArguments.isShared(MEMORY, argument)) {
                String name = VarTypes.name(Values.READER.typeOf(argument.variant()) & ~VarTypes.BYREF);
                returned.add(argument.name(), name, Values.READER.variant(argument.variant()));
            }
        }
        return returned;
    }

    /** EXCEPINFO (oaidl.h), and which argument was wrong. */
    private static Map<String, Object> exception(int answer, Object[] arguments) {
        Map<String, Object> said = new LinkedHashMap<>();
        long info = (Long) arguments[6];
        if (answer == HResult.EXCEPTION && info != 0) {
            said.put("description", Values.READER.bstr(MEMORY.longAt(info + 16)));
            said.put("source", Values.READER.bstr(MEMORY.longAt(info + 8)));
            int code = MEMORY.shortAt(info);
            if (code != 0) {
                said.put("code", code);
            }
            int scode = MEMORY.intAt(info + 56);
            if (scode != 0) {
                said.put("scode", HResult.hex(scode));
                said.put("scodeText", HResult.name(scode));
            }
            String help = Values.READER.bstr(MEMORY.longAt(info + 24));
            if (!help.isEmpty()) {
                said.put("helpFile", help);
            }
        }
        return said;
    }
}
