package dev.ipcscope.agent.win32.ole;

import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.ComParameter;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.TypeRef;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.automation.VariantReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ITypeInfo: a type of a type library. Structures are read at their 64-bit offsets (TYPEATTR, FUNCDESC, ELEMDESC, VARDESC
 * of oaidl.h). One thread.
 */
final class TypeInfo implements AutoCloseable {

    static final int ENUM = 0;
    static final int INTERFACE = 3;
    static final int DISPATCH = 4;
    static final int COCLASS = 5;
    private static final int ALIAS = 6;

    private static final int GET_TYPE_ATTR = 3;
    private static final int GET_FUNC_DESC = 5;
    private static final int GET_VAR_DESC = 6;
    private static final int GET_NAMES = 7;
    private static final int GET_REF_TYPE_OF_IMPL_TYPE = 8;
    private static final int GET_IMPL_TYPE_FLAGS = 9;
    private static final int GET_DOCUMENTATION = 12;
    private static final int GET_REF_TYPE_INFO = 14;
    private static final int GET_CONTAINING_TYPE_LIB = 18;
    private static final int RELEASE_TYPE_ATTR = 19;
    private static final int RELEASE_FUNC_DESC = 20;
    private static final int RELEASE_VAR_DESC = 21;

    private static final int DUAL = 0x40;
    private static final int ELEMENT = 32;
    private static final int MAX_NESTING = 8;
    private static final NativeMemory MEMORY = NativeMemory.INSTANCE;
    private static final VariantReader VALUES = new VariantReader(MEMORY, pointer -> "(object)");

    private final long info;
    private final Guid guid;
    private final int kind;
    private final int functions;
    private final int variables;
    private final int implemented;
    private final int flags;
    private final TypeRef alias;

    /** Takes over the reference. */
    TypeInfo(long info) throws ComException {
        this.info = info;
        long[] attr = new long[1];
        ComException.check(ComCall.call(info, GET_TYPE_ATTR, attr), "reading a type's attributes");
        long at = attr[0];
        guid = Guid.read(MEMORY.read(at, Guid.SIZE));
        kind = MEMORY.intAt(at + 44);
        functions = MEMORY.shortAt(at + 48);
        variables = MEMORY.shortAt(at + 50);
        implemented = MEMORY.shortAt(at + 52);
        flags = MEMORY.shortAt(at + 58);
        alias = kind == ALIAS ? type(at + 64, 0) : TypeRef.of(VarTypes.VOID);
        ComCall.call(info, RELEASE_TYPE_ATTR, at);
    }

    Guid guid() {
        return guid;
    }

    int kind() {
        return kind;
    }

    int functions() {
        return functions;
    }

    int variables() {
        return variables;
    }

    int implemented() {
        return implemented;
    }

    boolean isDual() {
        return (flags & DUAL) != 0;
    }

    /** Name and help of a member, or of the type itself for -1. */
    String[] documentation(int member) {
        long[] name = new long[1];
        long[] help = new long[1];
        ComCall.call(info, GET_DOCUMENTATION, (long) member, name, help, 0L, 0L);
        return new String[] {Bstr.take(name[0]), Bstr.take(help[0])};
    }

    String name() {
        return documentation(-1)[0];
    }

    /** An interface that it inherits or has; -1 is the other face of a dual interface. Null when there is none. */
    @Nullable
    TypeInfo implemented(int index) throws ComException {
        int[] reference = new int[1];
        int answer = ComCall.call(info, GET_REF_TYPE_OF_IMPL_TYPE, (long) index, reference);
        return answer < 0 ? null : referred(reference[0]);
    }

    int implementedFlags(int index) {
        int[] answer = new int[1];
        ComCall.call(info, GET_IMPL_TYPE_FLAGS, (long) index, answer);
        return answer[0];
    }

    private TypeInfo referred(int reference) throws ComException {
        long[] out = new long[1];
        ComException.check(
                ComCall.call(info, GET_REF_TYPE_INFO, Integer.toUnsignedLong(reference), out),
                "following a type's reference");
        return new TypeInfo(out[0]);
    }

    /** The library it stands in, with a reference. */
    long library() throws ComException {
        long[] out = new long[1];
        ComException.check(
                ComCall.call(info, GET_CONTAINING_TYPE_LIB, out, new int[1]), "looking for a type's library");
        return out[0];
    }

    /** Its own functions, without those of IUnknown and IDispatch; {@code table} tells whether they have places there. */
    List<ComMethod> methods(boolean table) throws ComException {
        List<ComMethod> methods = new ArrayList<>();
        for (int i = 0; i < functions; i++) {
            long[] desc = new long[1];
            if (ComCall.call(info, GET_FUNC_DESC, (long) i, desc) < 0) {
                continue;
            }
            try {
                // A dispinterface repeats those of IUnknown and IDispatch, marked as restricted.
                if (table || !isInherited(MEMORY.intAt(desc[0]))) {
                    methods.add(method(desc[0], table));
                }
            } finally {
                ComCall.call(info, RELEASE_FUNC_DESC, desc[0]);
            }
        }
        return methods;
    }

    private static boolean isInherited(int id) {
        return id >= 0x60000000 && id <= 0x60010003;
    }

    private ComMethod method(long desc, boolean table) throws ComException {
        int id = MEMORY.intAt(desc);
        int count = MEMORY.shortAt(desc + 36);
        ComMethod.Kind how = ComMethod.Kind.of(MEMORY.intAt(desc + 28));
        int slot = table ? MEMORY.shortAt(desc + 40) / 8 : -1;
        List<String> names = names(id, count + 1);
        List<ComParameter> parameters = new ArrayList<>();
        long elements = MEMORY.longAt(desc + 16);
        for (int i = 0; i < count; i++) {
            String name =
                    i + 1 < names.size() ? names.get(i + 1) : i + 1 == count && isPut(how) ? "value" : "arg" + (i + 1);
            parameters.add(parameter(name, elements + (long) ELEMENT * i));
        }
        String[] said = documentation(id);
        return new ComMethod(said[0], id, how, slot, parameters, type(desc + 48, 0), said[1]);
    }

    private static boolean isPut(ComMethod.Kind kind) {
        return kind == ComMethod.Kind.PUT || kind == ComMethod.Kind.PUT_REFERENCE;
    }

    private ComParameter parameter(String name, long element) throws ComException {
        int parameterFlags = MEMORY.shortAt(element + 24);
        long more = MEMORY.longAt(element + 16);
        Object preset = (parameterFlags & 0x20) != 0 && more != 0 ? VALUES.variant(more + 8) : null;
        return new ComParameter(name, type(element, 0), parameterFlags, preset);
    }

    private List<String> names(int member, int most) {
        long memory = NativeMemory.allocate(8 * most);
        try {
            int[] count = new int[1];
            ComCall.call(info, GET_NAMES, (long) member, memory, (long) most, count);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count[0]; i++) {
                names.add(Bstr.take(MEMORY.longAt(memory + 8L * i)));
            }
            return names;
        } finally {
            NativeMemory.free(memory);
        }
    }

    /** The variables of a dispinterface, each as what reads and what writes it. */
    List<ComMethod> properties() throws ComException {
        List<ComMethod> methods = new ArrayList<>();
        for (int i = 0; i < variables; i++) {
            long[] desc = new long[1];
            if (ComCall.call(info, GET_VAR_DESC, (long) i, desc) < 0) {
                continue;
            }
            int id = MEMORY.intAt(desc[0]);
            TypeRef type = type(desc[0] + 24, 0);
            boolean readOnly = (MEMORY.shortAt(desc[0] + 56) & 1) != 0;
            ComCall.call(info, RELEASE_VAR_DESC, desc[0]);
            String[] said = documentation(id);
            methods.add(new ComMethod(said[0], id, ComMethod.Kind.GET, -1, List.of(), type, said[1]));
            if (!readOnly) {
                List<ComParameter> value = List.of(new ComParameter("value", type, 1, null));
                TypeRef none = TypeRef.of(VarTypes.VOID);
                methods.add(new ComMethod(said[0], id, ComMethod.Kind.PUT, -1, value, none, said[1]));
            }
        }
        return methods;
    }

    /** Name and value of a constant of an enumeration, or null. */
    java.util.Map.@Nullable Entry<String, Object> constant(int index) {
        long[] desc = new long[1];
        if (ComCall.call(info, GET_VAR_DESC, (long) index, desc) < 0) {
            return null;
        }
        String name = documentation(MEMORY.intAt(desc[0]))[0];
        Object value = VALUES.variant(MEMORY.longAt(desc[0] + 16));
        ComCall.call(info, RELEASE_VAR_DESC, desc[0]);
        return value == null ? null : java.util.Map.entry(name, value);
    }

    /** A TYPEDESC. */
    private TypeRef type(long desc, int depth) throws ComException {
        int base = MEMORY.shortAt(desc + 8);
        if (depth > MAX_NESTING) {
            return TypeRef.of(VarTypes.VOID);
        }
        return switch (base) {
            case VarTypes.PTR -> type(MEMORY.longAt(desc), depth + 1).pointer();
            case VarTypes.SAFEARRAY ->
                new TypeRef(VarTypes.SAFEARRAY, 0, null, null, type(MEMORY.longAt(desc), depth + 1));
            case VarTypes.USERDEFINED -> user(MEMORY.intAt(desc));
            default -> TypeRef.of(base);
        };
    }

    private TypeRef user(int reference) throws ComException {
        try (TypeInfo type = referred(reference)) {
            String name = type.name();
            return switch (type.kind()) {
                case ENUM -> new TypeRef(VarTypes.I4, 0, name, null, null);
                // An object is the address of an interface: one pointer belongs to it.
                case INTERFACE -> new TypeRef(VarTypes.UNKNOWN, -1, name, type.guid(), null);
                case DISPATCH -> new TypeRef(VarTypes.DISPATCH, -1, name, type.guid(), null);
                case COCLASS -> new TypeRef(VarTypes.DISPATCH, -1, name, defaultInterface(type), null);
                case ALIAS -> type.alias;
                default -> new TypeRef(VarTypes.RECORD, 0, name, null, null);
            };
        }
    }

    private static @Nullable Guid defaultInterface(TypeInfo coclass) throws ComException {
        for (int i = 0; i < coclass.implemented(); i++) {
            if ((coclass.implementedFlags(i) & 3) == 1) {
                try (TypeInfo it = coclass.implemented(i)) {
                    return it == null ? null : it.guid();
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        ComCall.release(info);
    }
}
