package dev.ipcscope.agent.win32.ole;

import com.sun.jna.WString;
import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.TypeLibrary;
import dev.ipcscope.agent.automation.TypeLibrary.CoClass;
import dev.ipcscope.agent.automation.TypeLibrary.Enumeration;
import dev.ipcscope.agent.automation.TypeLibrary.Implemented;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads type libraries. Any number of threads; a library takes milliseconds. */
public final class TypeLibraries {

    private static final int GET_TYPE_INFO_COUNT = 3;
    private static final int GET_TYPE_INFO = 4;
    private static final int GET_TYPE_INFO_OF_GUID = 6;
    private static final int GET_LIB_ATTR = 7;
    private static final int GET_DOCUMENTATION = 9;
    private static final int RELEASE_LIB_ATTR = 12;
    private static final int GET_TYPE_INFO_OF_OBJECT = 4;
    private static final int DEFAULT = 1;
    private static final int SOURCE = 2;
    private static final int MOST_TYPES = 20_000;
    private static final int DO_NOT_REGISTER = 2;

    private TypeLibraries() {}

    /** A library that is registered, in its highest version with this major one. */
    public static TypeLibrary registered(Guid id, int major, int minor) throws ComException {
        long library = loadRegistered(id, major, minor);
        try {
            return read(library);
        } finally {
            ComCall.release(library);
        }
    }

    /**
     * Keeps a registered library loaded until it is closed. COM looks for it whenever an interface that it describes goes to
     * another process; oleaut32 of Wine 8 frees one that another thread is just finding, once nobody else holds it
     * (ITypeLib2_fnRelease and TLB_ReadTypeLib in dlls/oleaut32/typelib.c).
     */
    public static HeldLibrary hold(Guid id, int major, int minor) throws ComException {
        return new HeldLibrary(loadRegistered(id, major, minor));
    }

    /** A library in a file. */
    public static TypeLibrary file(String file) throws ComException {
        long[] out = new long[1];
        int answer = Automation.LoadTypeLibEx(new WString(file), DO_NOT_REGISTER, out);
        ComException.check(answer, "loading the type library " + file);
        try {
            return read(out[0]);
        } finally {
            ComCall.release(out[0]);
        }
    }

    /** One interface of a library that is registered; null when it has no such. */
    public static @Nullable ComInterface ofRegistered(Guid id, int major, int minor, Guid iid) throws ComException {
        long library = loadRegistered(id, major, minor);
        try {
            long[] info = new long[1];
            if (ComCall.call(library, GET_TYPE_INFO_OF_GUID, iid.bytes(), info) < 0) {
                return null;
            }
            try (TypeInfo type = new TypeInfo(info[0])) {
                return InterfaceReader.read(type);
            }
        } finally {
            ComCall.release(library);
        }
    }

    /**
     * What an object says itself about its IDispatch (GetTypeInfo), null when it says nothing. Asks the object's
     * process.
     */
    public static @Nullable ComInterface ofObject(long dispatch) {
        long[] info = new long[1];
        if (ComCall.call(dispatch, GET_TYPE_INFO_OF_OBJECT, 0L, 0L, info) < 0 || info[0] == 0) {
            return null;
        }
        try (TypeInfo type = new TypeInfo(info[0])) {
            return InterfaceReader.read(type);
        } catch (ComException e) {
            return null;
        }
    }

    private static long loadRegistered(Guid id, int major, int minor) throws ComException {
        long[] out = new long[1];
        int answer = Automation.LoadRegTypeLib(id.bytes(), (short) major, (short) minor, 0, out);
        ComException.check(answer, "loading the type library " + id + " " + major + "." + minor);
        return out[0];
    }

    private static TypeLibrary read(long library) throws ComException {
        long[] attr = new long[1];
        ComException.check(ComCall.call(library, GET_LIB_ATTR, attr), "reading a type library");
        Guid id = Guid.read(NativeMemory.INSTANCE.read(attr[0], Guid.SIZE));
        String version =
                NativeMemory.INSTANCE.shortAt(attr[0] + 24) + "." + NativeMemory.INSTANCE.shortAt(attr[0] + 26);
        ComCall.call(library, RELEASE_LIB_ATTR, attr[0]);
        long[] name = new long[1];
        long[] help = new long[1];
        ComCall.call(library, GET_DOCUMENTATION, -1L, name, help, 0L, 0L);
        List<ComInterface> interfaces = new ArrayList<>();
        List<CoClass> classes = new ArrayList<>();
        List<Enumeration> enumerations = new ArrayList<>();
        int count = Math.min(MOST_TYPES, ComCall.call(library, GET_TYPE_INFO_COUNT));
        for (int i = 0; i < count; i++) {
            long[] info = new long[1];
            if (ComCall.call(library, GET_TYPE_INFO, (long) i, info) < 0) {
                continue;
            }
            try (TypeInfo type = new TypeInfo(info[0])) {
                switch (type.kind()) {
                    case TypeInfo.INTERFACE, TypeInfo.DISPATCH -> {
                        ComInterface one = InterfaceReader.read(type);
                        if (one != null) {
                            interfaces.add(one);
                        }
                    }
                    case TypeInfo.COCLASS -> classes.add(coclass(type));
                    case TypeInfo.ENUM -> enumerations.add(enumeration(type));
                    default -> {}
                }
            }
        }
        return new TypeLibrary(id, version, Bstr.take(name[0]), Bstr.take(help[0]), interfaces, classes, enumerations);
    }

    private static CoClass coclass(TypeInfo type) throws ComException {
        List<Implemented> all = new ArrayList<>();
        for (int i = 0; i < type.implemented(); i++) {
            try (TypeInfo one = type.implemented(i)) {
                int flags = type.implementedFlags(i);
                if (one != null) {
                    all.add(new Implemented(one.guid(), one.name(), (flags & DEFAULT) != 0, (flags & SOURCE) != 0));
                }
            }
        }
        String[] said = type.documentation(-1);
        return new CoClass(type.guid(), said[0], said[1], all);
    }

    private static Enumeration enumeration(TypeInfo type) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < type.variables(); i++) {
            Map.Entry<String, Object> value = type.constant(i);
            if (value != null) {
                values.put(value.getKey(), value.getValue());
            }
        }
        return new Enumeration(type.name(), values);
    }
}
