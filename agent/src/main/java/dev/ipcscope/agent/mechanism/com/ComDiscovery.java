package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.win32.ole.Apartment;
import dev.ipcscope.agent.win32.ole.ComException;
import dev.ipcscope.agent.win32.ole.Registry;
import dev.ipcscope.agent.win32.ole.RunningObjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes of local servers that are registered here, and the objects of the running object table. */
final class ComDiscovery {

    private static final String PREFIX = "!";

    private ComDiscovery() {}

    static List<Endpoint> discover() throws ComException {
        Apartment.enter();
        List<String> running = RunningObjects.names();
        List<Endpoint> found = new ArrayList<>();
        for (String clsid : classes()) {
            Endpoint endpoint = endpoint(clsid, running);
            if (endpoint != null) {
                found.add(endpoint);
            }
        }
        for (String name : new LinkedHashSet<>(running)) {
            if (!name.startsWith(PREFIX + "{")) {
                found.add(runningObject(name));
            }
        }
        return found;
    }

    /** An object that is reached by its name alone. */
    static Endpoint runningObject(String name) {
        return new Endpoint(
                "com",
                name,
                "running object",
                List.of(),
                null,
                "who asks the running object table for it gets the object itself: tap its server's class before it is"
                        + " opened",
                Map.of());
    }

    private static Set<String> classes() {
        Set<String> all = new LinkedHashSet<>();
        for (Registry.View view : Registry.View.values()) {
            Registry.Key classes = new Registry.Key(Registry.Root.CLASSES, view, "CLSID");
            for (String clsid : Registry.children(classes)) {
                if (Registry.exists(classes.below(clsid).below("LocalServer32"))) {
                    all.add(clsid.toUpperCase(Locale.ROOT));
                }
            }
        }
        return all;
    }

    private static @Nullable Endpoint endpoint(String clsid, List<String> running) {
        Guid guid;
        try {
            guid = Guid.parse(clsid);
        } catch (IllegalArgumentException e) {
            return null;
        }
        ClassName name = new ClassName(clsid, guid, null);
        String progId = name.registeredProgId();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("clsid", clsid);
        put(facts, "title", name.title());
        put(facts, "server", name.server());
        put(facts, "typeLibrary", name.libraryTitle());
        facts.put("active", running.stream().anyMatch((PREFIX + clsid)::equalsIgnoreCase));
        String other = name.treatedAs();
        return new Endpoint(
                "com",
                progId == null ? clsid : progId,
                "local server",
                List.of(),
                other == null ? "com:" + (progId == null ? clsid : progId) : null,
                other == null ? "" : "it is led to " + other + " (TreatAs), by a tap perhaps",
                facts);
    }

    private static void put(Map<String, Object> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.put(name, value);
        }
    }
}
