package dev.ipcscope.agent.automation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface as a type library describes it, with the methods that it inherits except those of IUnknown and IDispatch.
 *
 * @param slots how many functions its virtual table has in all; 0 when it is called by IDispatch alone
 */
public record ComInterface(Guid iid, String name, Kind kind, int slots, List<ComMethod> methods, String help) {

    /** How it can be called. */
    public enum Kind {
        /** By its virtual table. */
        TABLE("interface"),
        /** By IDispatch. */
        DISPATCH("dispinterface"),
        /** By both. */
        DUAL("dual interface");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** For people. */
        public String word() {
            return word;
        }
    }

    /** Copies the list. */
    public ComInterface {
        methods = List.copyOf(methods);
    }

    /**
     * What a call by IDispatch means; null when it isn't described. Languages that don't know whether a name is a property
     * or a method without arguments ask for both at once.
     *
     * @param flags DISPATCH_METHOD and so on, as Invoke is given them
     */
    public @Nullable ComMethod byId(int id, int flags) {
        List<ComMethod> same =
                methods.stream().filter(method -> method.id() == id).toList();
        for (ComMethod method : same) {
            if ((method.kind().flag() & flags) != 0) {
                return method;
            }
        }
        return ComMethod.first(same);
    }

    /** The method at a place of the virtual table, or null. */
    public @Nullable ComMethod atSlot(int slot) {
        return methods.stream()
                .filter(method -> method.slot() == slot)
                .findFirst()
                .orElse(null);
    }

    /** Whether it can be called by its virtual table. */
    public boolean hasTable() {
        return kind != Kind.DISPATCH && slots > 3;
    }
}
