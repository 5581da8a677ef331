package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.automation.VariantReader;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** IEnumVARIANT (oaidl.h): what {@code For Each} goes over; the objects in it are wrapped as those of other calls. */
final class EnumVariantCalls extends Behaviour {

    private static final int NEXT = 3;
    private static final int CLONE = 6;
    private static final int MOST = 10_000;
    private static final NativeMemory MEMORY = NativeMemory.INSTANCE;

    EnumVariantCalls() {
        super("IEnumVARIANT", List.of("ppp", "p", "", "p"));
    }

    @Override
    int call(Face face, int slot, Object[] arguments) {
        return switch (slot) {
            case NEXT -> next(face, arguments);
            case CLONE -> copied(face, arguments);
            default -> ComCall.call(face.real(), slot, arguments);
        };
    }

    private static int next(Face face, Object[] arguments) {
        ObjectGraph graph = face.object().graph();
        long wanted = ((Long) arguments[0]).intValue() & 0xffff_ffffL;
        long values = (Long) arguments[1];
        long fetched = (Long) arguments[2];
        Call.Given given = new Call.Given();
        given.add("count", "unsigned long", wanted);
        Call call = graph.calls().begin(face, "Next", "method", 0, given);
        int answer = ComCall.call(face.real(), NEXT, arguments);
        if (HResult.failed(answer) || values == 0) {
            call.end(answer, null, Map.of());
            return answer;
        }
        long count = fetched != 0 ? MEMORY.intAt(fetched) & 0xffff_ffffL : answer == HResult.OK ? wanted : 0;
        Passing passing = new Passing(graph, face.object().side());
        List<@Nullable Object> all = new ArrayList<>();
        for (long i = 0; i < Math.min(count, wanted); i++) {
            long variant = values + i * VariantReader.SIZE;
            passing.take(ObjectPlaces.ofVariant(MEMORY, variant), null);
            if (all.size() < MOST) {
                all.add(graph.values().reader().variant(variant));
            }
        }
        passing.finish();
        Call.Returned returned = new Call.Returned();
        returned.result("SAFEARRAY(VARIANT)", all);
        call.end(answer, returned, Map.of());
        return answer;
    }

    private static int copied(Face face, Object[] arguments) {
        int answer = ComCall.call(face.real(), CLONE, arguments);
        long out = (Long) arguments[0];
        if (!HResult.failed(answer) && out != 0) {
            Passing passing = new Passing(face.object().graph(), face.object().side());
            passing.take(out, Iids.ENUM_VARIANT, null);
            passing.finish();
        }
        return answer;
    }
}
