package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.AddressSpace;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.ComParameter;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.automation.VariantReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of IDispatch::Invoke by name, in the order of the call: DISPPARAMS (oaidl.h) has them from last to first,
 * named ones before. Pure.
 */
final class DispatchArguments {

    private static final int PROPERTY_PUT = -3;

    private DispatchArguments() {}

    /**
     * One argument.
     *
     * @param variant the address of its VARIANT
     * @param named whether the client named it
     */
    record Argument(String name, long variant, boolean named) {}

    /**
     * Those of a call.
     *
     * @param asked names by number that the client asked for, which an object without a description knows alone
     */
    static List<Argument> of(
            AddressSpace memory, long parameters, @Nullable ComMethod method, Map<Integer, String> asked) {
        List<Argument> arguments = new ArrayList<>();
        if (parameters == 0) {
            return arguments;
        }
        int count = memory.intAt(parameters + 16);
        int named = memory.intAt(parameters + 20);
        long variants = memory.longAt(parameters);
        long ids = memory.longAt(parameters + 8);
        List<ComParameter> described = method == null ? List.of() : method.arguments();
        for (int i = count - 1; i >= named; i--) {
            int position = count - 1 - i;
            arguments.add(new Argument(name(described, position), variants + (long) VariantReader.SIZE * i, false));
        }
        for (int i = Math.min(named, count) - 1; i >= 0; i--) {
            int id = memory.intAt(ids + 4L * i);
            String name = id != PROPERTY_PUT
                    ? asked.getOrDefault(id, name(described, id))
                    : described.isEmpty()
                            ? "value"
                            : described.get(described.size() - 1).name();
            arguments.add(new Argument(name, variants + (long) VariantReader.SIZE * i, id != PROPERTY_PUT));
        }
        return arguments;
    }

    private static String name(List<ComParameter> described, int position) {
        return position >= 0 && position < described.size()
                ? described.get(position).name()
                : "arg" + (position + 1);
    }

    /** Whether the server may change it. */
    static boolean isShared(AddressSpace memory, Argument argument) {
        return (memory.shortAt(argument.variant()) & VarTypes.BYREF) != 0;
    }
}
