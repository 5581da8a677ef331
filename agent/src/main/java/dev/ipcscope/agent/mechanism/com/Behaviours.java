package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All behaviours that there are. Loaded on Windows only, since each has a virtual table in native memory. */
final class Behaviours {

    /** IUnknown alone. */
    static final Behaviour UNKNOWN = new Behaviour("IUnknown", List.of()) {
        @Override
        int call(Face face, int slot, Object[] arguments) {
            return HResult.NOT_IMPLEMENTED;
        }
    };

    static final Behaviour DISPATCH = new DispatchCalls();
    static final Behaviour CONTAINER = new ContainerCalls();
    static final Behaviour POINT = new PointCalls();
    static final Behaviour ENUM_POINTS = new EnumPointsCalls();
    static final Behaviour ENUM_CONNECTIONS = new EnumConnectionsCalls();
    static final Behaviour ENUM_VARIANT = new EnumVariantCalls();
    static final Behaviour MARSHAL = new MarshalCalls();
    static final Behaviour EXTERNAL_CONNECTION = new ExternalConnectionCalls();

    private static final Map<Guid, Behaviour> TABLES = new ConcurrentHashMap<>();

    private Behaviours() {}

    /** For an interface with a virtual table; the same for all taps, since tables are never freed. */
    static Behaviour table(ComInterface described) {
        return TABLES.computeIfAbsent(described.iid(), iid -> new TableCalls(described));
    }
}
