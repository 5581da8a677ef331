package dev.ipcscope.agent.automation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a type library says. */
public record TypeLibrary(
        Guid id,
        String version,
        String name,
        String help,
        List<ComInterface> interfaces,
        List<CoClass> classes,
        List<Enumeration> enumerations) {

    /** Copies the lists. */
    public TypeLibrary {
        interfaces = List.copyOf(interfaces);
        classes = List.copyOf(classes);
        enumerations = List.copyOf(enumerations);
    }

    /** An interface of a class; a source is one that the class calls at its client: events. */
    public record Implemented(Guid iid, String name, boolean isDefault, boolean source) {}

    /** A class. */
    public record CoClass(Guid clsid, String name, String help, List<Implemented> interfaces) {
        /** Copies the list. */
        public CoClass {
            interfaces = List.copyOf(interfaces);
        }
    }

    /** Named numbers. */
    public record Enumeration(String name, Map<String, Object> values) {
        /** Copies the map, keeping its order. */
        public Enumeration {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
