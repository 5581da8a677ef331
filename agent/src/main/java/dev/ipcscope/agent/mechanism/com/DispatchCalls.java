package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.automation.VariantReader;
import dev.ipcscope.agent.mechanism.com.DispatchArguments.Argument;
import dev.ipcscope.agent.mechanism.com.ObjectPlaces.Place;
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
    private static final int MOST_ARGUMENTS = 256;
    private static final int UNKNOWN_ID = -1;
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
            named(face.object(), arguments, answer);
        }
        return answer;
    }

    /** The first name is that of the member, others are those of its arguments. */
    private static void named(Wrapped object, Object[] arguments, int answer) {
        long names = (Long) arguments[1];
        long ids = (Long) arguments[4];
        int count = ((Long) arguments[2]).intValue();
        if (names == 0 || ids == 0 || count < 1) {
            return;
        }
        String name = NativeMemory.wideString(MEMORY.longAt(names));
        int member = MEMORY.intAt(ids);
        if (!HResult.failed(answer)) {
            if (object.names().size() < MOST_NAMES || object.names().containsKey(member)) {
                object.names().put(member, name);
                for (int i = 1; i < Math.min(count, MOST_ARGUMENTS); i++) {
                    String argument = NativeMemory.wideString(MEMORY.longAt(names + 8L * i));
                    object.argumentNames(member).put(MEMORY.intAt(ids + 4L * i), argument);
                }
            }
            return;
        }
        String whose = object.name();
        for (int i = 1; i < Math.min(count, MOST_ARGUMENTS) && member != UNKNOWN_ID; i++) {
            if (MEMORY.intAt(ids + 4L * i) == UNKNOWN_ID) {
                whose += "." + name;
                name = NativeMemory.wideString(MEMORY.longAt(names + 8L * i));
                break;
            }
        }
        object.graph()
                .calls()
                .event(
                        object.side().calls(),
                        Map.of("object", object.number(), "method", name, "hresult", HResult.hex(answer)),
                        whose + " has no '" + name + "': " + HResult.words(answer));
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
        List<Argument> all = DispatchArguments.of(MEMORY, parameters, method, object.argumentNames(id));
        // Objects are told by their numbers: the caller's have one once they are wrapped, those that go home while they
        // are.
        VariantReader reader = graph.values().reader();
        Call.Given given = given(reader, all);
        Passing passing = new Passing(graph, object.side());
        all.forEach(argument -> passing.give(ObjectPlaces.ofVariant(MEMORY, argument.variant())));
        given.completeBy(given(reader, all));
        given.put("lcid", ((Long) arguments[2]).intValue());
        Call call = graph.calls().begin(face, name(object, method, id), kind(method, flags), id, given);
        int answer = ComCall.call(face.real(), INVOKE, arguments);
        if (HResult.failed(answer)) {
            takeShared(passing, all);
            passing.finish();
            call.end(answer, null, exception(answer, arguments));
            return answer;
        }
        // Read before and after, since objects of the caller that come home are ours only before.
        List<Place> back = ObjectPlaces.ofVariant(MEMORY, result);
        Call.Returned before = returned(reader, all, result);
        takeShared(passing, all);
        Guid iid = method == null ? null : method.resultType().iid();
        passing.take(back, graph.types().described(iid));
        passing.finish();
        Call.Returned after = returned(reader, all, result);
        after.completeBy(before);
        call.end(answer, after, Map.of());
        return answer;
    }

    private static void takeShared(Passing passing, List<Argument> all) {
        all.forEach(argument -> passing.takeShared(ObjectPlaces.ofVariant(MEMORY, argument.variant())));
    }

    private static String name(Wrapped object, @Nullable ComMethod method, int id) {
        if (method != null) {
            return method.name();
        }
        String asked = object.names().get(id);
        return asked != null ? asked : id == 0 ? "(default)" : id == -4 ? "_NewEnum" : "member " + id;
    }

    private static String kind(@Nullable ComMethod method, int flags) {
        // A property that can't be put is still what was tried to be put.
        return method != null && (method.kind().flag() & flags) != 0
                ? method.kind().word()
                : ComMethod.Kind.of(flags & -flags).word();
    }

    private static Call.Given given(VariantReader reader, List<Argument> all) {
        Call.Given given = new Call.Given();
        for (Argument argument : all) {
            int type = reader.typeOf(argument.variant());
            boolean leftOut = type == VarTypes.ERROR;
            Object value = leftOut ? null : reader.variant(argument.variant());
            given.add(argument.name(), leftOut ? "left out" : VarTypes.name(type), value);
            if (argument.named()) {
                given.named(argument.name());
            }
        }
        return given;
    }

    private static Call.Returned returned(VariantReader reader, List<Argument> all, long result) {
        Call.Returned returned = new Call.Returned();
        int type = reader.typeOf(result);
        if (type > VarTypes.EMPTY) {
            returned.result(VarTypes.name(type), reader.variant(result));
        }
        for (Argument argument : all) {
            if (DispatchArguments.isShared(MEMORY, argument)) {
                String name = VarTypes.name(reader.typeOf(argument.variant()) & ~VarTypes.BYREF);
                returned.add(argument.name(), name, reader.variant(argument.variant()));
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
