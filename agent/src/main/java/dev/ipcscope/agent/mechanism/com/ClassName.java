package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.TypeLibrary;
import dev.ipcscope.agent.win32.ole.ComException;
import dev.ipcscope.agent.win32.ole.Registry;
import dev.ipcscope.agent.win32.ole.Registry.Key;
import dev.ipcscope.agent.win32.ole.TypeLibraries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A class by what the registry says of it.
 *
 * @param name as the user wrote it: a ProgID or a CLSID
 * @param progId the ProgID that the user wrote, or null
 */
record ClassName(String name, Guid clsid, @Nullable String progId) {

    /**
     * Looks it up; null when there is no such class now.
     *
     * @throws IllegalArgumentException when it is no CLSID although it begins like one
     */
    static @Nullable ClassName find(String name) {
        if (name.startsWith("{")) {
            Guid clsid = Guid.parse(name);
            return Registry.exists(key(Registry.View.BITS_64, clsid))
                            || Registry.exists(key(Registry.View.BITS_32, clsid))
                    ? new ClassName(name, clsid, null)
                    : null;
        }
        String clsid = Registry.value(progIdKey(name).below("CLSID"));
        if (clsid == null) {
            String current = Registry.value(progIdKey(name).below("CurVer"));
            clsid = current == null ? null : Registry.value(progIdKey(current).below("CLSID"));
        }
        try {
            return clsid == null ? null : new ClassName(name, Guid.parse(clsid), name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Key progIdKey(String name) {
        return new Key(Registry.Root.CLASSES, Registry.View.BITS_64, name);
    }

    private static Key key(Registry.View view, Guid clsid) {
        return new Key(Registry.Root.CLASSES, view, "CLSID\\" + clsid);
    }

    /** How its server is started, null when that isn't a process of its own. */
    @Nullable
    String server() {
        for (Registry.View view : Registry.View.values()) {
            String command = Registry.value(key(view, clsid).below("LocalServer32"));
            if (command != null) {
                return command;
            }
            String application = Registry.value(key(view, clsid), "AppID");
            if (application != null) {
                Key at = new Key(Registry.Root.CLASSES, view, "AppID\\" + application);
                String service = Registry.value(at, "LocalService");
                if (service != null) {
                    return "service " + service;
                }
                if (Registry.value(at, "DllSurrogate") != null) {
                    return "dllhost.exe, which loads "
                            + Registry.value(key(view, clsid).below("InprocServer32"));
                }
            }
        }
        return null;
    }

    /** Whom the class is emulated by (TreatAs), or null. */
    @Nullable
    String treatedAs() {
        for (Registry.View view : Registry.View.values()) {
            String other = Registry.value(key(view, clsid).below("TreatAs"));
            if (other != null) {
                return other;
            }
        }
        return null;
    }

    /** Its title in the registry; may be empty. */
    String title() {
        String title = Registry.value(key(Registry.View.BITS_64, clsid));
        return title == null ? "" : title;
    }

    /** Its type library, null when none is registered. */
    @Nullable
    TypeLibrary library() {
        for (Registry.View view : Registry.View.values()) {
            String id = Registry.value(key(view, clsid).below("TypeLib"));
            if (id != null) {
                try {
                    int[] version =
                            LibraryVersion.parse(Registry.value(key(view, clsid).below("Version")));
                    return TypeLibraries.registered(Guid.parse(id), version[0], version[1]);
                } catch (ComException | IllegalArgumentException e) {
                    // the other view may know better
                }
            }
        }
        return null;
    }

    /** The ProgID that its entry names and that leads back to it, or null. */
    @Nullable
    String registeredProgId() {
        for (Registry.View view : Registry.View.values()) {
            String other = Registry.value(key(view, clsid).below("ProgID"));
            if (other != null
                    && other.matches(ComMechanism.PROG_ID)
                    && clsid.toString()
                            .equalsIgnoreCase(Registry.value(progIdKey(other).below("CLSID")))) {
                return other;
            }
        }
        return null;
    }

    /** Its type library's name and version as the registry has them, null when there is none. */
    @Nullable
    String libraryTitle() {
        String id = Registry.value(key(Registry.View.BITS_64, clsid).below("TypeLib"));
        if (id == null) {
            return null;
        }
        Key library = new Key(Registry.Root.CLASSES, Registry.View.BITS_64, "TypeLib\\" + id);
        List<String> versions = Registry.children(library);
        String version = Registry.value(key(Registry.View.BITS_64, clsid).below("Version"));
        String chosen = versions.contains(version) ? version : versions.isEmpty() ? null : versions.get(0);
        return chosen == null ? null : Registry.value(library.below(chosen)) + " " + chosen;
    }
}
