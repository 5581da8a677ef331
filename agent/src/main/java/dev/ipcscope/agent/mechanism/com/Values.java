package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.TypeRef;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.automation.VariantReader;
import dev.ipcscope.agent.win32.ole.NativeMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a call carries. Any number of threads. */
final class Values {

    static final VariantReader READER = new VariantReader(NativeMemory.INSTANCE, Values::object);

    private static final String UNFOLLOWED = "not followed";

    private Values() {}

    /** Whether it is an object that is none of ours. */
    static boolean isUnfollowed(@Nullable Object value) {
        return value instanceof Map<?, ?> map && UNFOLLOWED.equals(map.get("object"));
    }

    private static Object object(long pointer) {
        Face face = Face.at(pointer);
        Map<String, Object> map = new LinkedHashMap<>();
        if (face == null) {
            map.put("object", UNFOLLOWED);
            return map;
        }
        map.put("object", face.object().number());
        String name = face.described() == null ? face.object().name() : face.name();
        map.put("interface", name);
        return map;
    }

    /** An argument of a function of a virtual table, as it came. */
    static @Nullable Object of(TypeRef type, Object raw) {
        if (type.pointers() > 0) {
            long address = (Long) raw;
            return type.pointers() > 1 || address == 0 ? null : READER.value(code(type), address);
        }
        if (type.base() == VarTypes.VARIANT || type.base() == VarTypes.DECIMAL) {
            return READER.value(type.base(), (Long) raw);
        }
        long place = NativeMemory.allocate(8);
        try {
            long bits = raw instanceof Double number
                    ? Double.doubleToRawLongBits(number)
                    : raw instanceof Float number ? Float.floatToRawIntBits(number) : (Long) raw;
            NativeMemory.putLong(place, bits);
            return READER.value(code(type), place);
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
