package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.TypeRef;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.automation.VariantReader;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a call of one conversation carries. Any number of threads. */
final class Values {

    /** For what holds no object. */
    static final VariantReader READER = new VariantReader(NativeMemory.INSTANCE, pointer -> object(pointer, null));

    private static final String UNFOLLOWED = "not followed";

    private final VariantReader reader;

    Values(ObjectGraph graph) {
        reader = new VariantReader(NativeMemory.INSTANCE, pointer -> object(pointer, graph));
    }

    /** Of VARIANTs. */
    VariantReader reader() {
        return reader;
    }

    /** Whether it is an object that is none of ours. */
    static boolean isUnfollowed(@Nullable Object value) {
        return value instanceof Map<?, ?> map && UNFOLLOWED.equals(map.get("object"));
    }

    /** Takes objects that were none of ours in the first reading from the second one, also within arrays. */
    static @Nullable Object complete(@Nullable Object first, @Nullable Object second) {
        if (isUnfollowed(first)) {
            return second;
        }
        if (first instanceof List<?> one && second instanceof List<?> other && one.size() == other.size()) {
            List<@Nullable Object> all = new ArrayList<>();
            for (int i = 0; i < one.size(); i++) {
                all.add(complete(one.get(i), other.get(i)));
            }
            return all;
        }
        return first;
    }

    private static Object object(long pointer, @Nullable ObjectGraph graph) {
        Face face = Face.at(pointer);
        Map<String, Object> map = new LinkedHashMap<>();
        if (face == null) {
            map.put("object", UNFOLLOWED);
            return map;
        }
        map.put("object", face.object().number());
        map.put("interface", face.described() == null ? face.object().name() : face.name());
        if (graph != null && face.object().graph() != graph) {
            map.put("elsewhere", true);
        }
        return map;
    }

    /** An argument of a function of a virtual table, as it came. */
    @Nullable
    Object of(TypeRef type, Object raw) {
        if (type.pointers() > 0) {
            long address = (Long) raw;
            return type.pointers() > 1 || address == 0 ? null : reader.value(code(type), address);
        }
        if (type.base() == VarTypes.VARIANT || type.base() == VarTypes.DECIMAL) {
            return reader.value(type.base(), (Long) raw);
        }
        long place = NativeMemory.allocate(8);
        try {
            long bits = raw instanceof Double number
                    ? Double.doubleToRawLongBits(number)
                    : raw instanceof Float number ? Float.floatToRawIntBits(number) : (Long) raw;
            NativeMemory.putLong(place, bits);
            return reader.value(code(type), place);
        } finally {
            NativeMemory.free(place);
        }
    }

    private static int code(TypeRef type) {
        TypeRef element = type.element();
        return type.base() == VarTypes.SAFEARRAY && element != null && element.pointers() <= 0
                ? VarTypes.ARRAY | element.base()
                : type.base();
    }
}
