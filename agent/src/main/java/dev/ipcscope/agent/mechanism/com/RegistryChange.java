package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.win32.Win32Exception;
import dev.ipcscope.agent.win32.ole.Registry;
import dev.ipcscope.agent.win32.ole.Registry.Key;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of the registry that can be taken back: a key's unnamed string.
 *
 * @param previous what stood there; null when there was no such key, which is then made, with those above it that are
 *     missing
 * @param missing how many keys above it are missing
 * @param ours what stands there then
 */
record RegistryChange(Key key, @Nullable String previous, int missing, String ours) {

    /** What would have to be done for a key to say this. */
    static RegistryChange plan(Key key, String ours) {
        int missing = 0;
        for (Key above = key.above(); !above.path().isEmpty() && !Registry.exists(above); above = above.above()) {
            missing++;
        }
        return new RegistryChange(
                key, Registry.exists(key) ? Objects.requireNonNullElse(Registry.value(key), "") : null, missing, ours);
    }

    /** Does it. */
    void make() throws Win32Exception {
        if (previous == null) {
            makeAbove(key, missing);
            Registry.createVolatile(key);
        }
        Registry.setValue(key, ours);
    }

    private static void makeAbove(Key key, int count) throws Win32Exception {
        if (count > 0) {
            makeAbove(key.above(), count - 1);
            Registry.createVolatile(key.above());
        }
    }

    /** Whether it is in effect. */
    boolean isMade() {
        return ours.equals(Registry.value(key));
    }

    /**
     * Takes it back; nothing that somebody else has changed since.
     *
     * @return what somebody else did there, or null
     */
    @Nullable
    String undo() throws Win32Exception {
        String present = Registry.value(key);
        String foreign = null;
        if (previous != null) {
            if (ours.equals(present)) {
                Registry.setValue(key, previous);
            } else if (present != null && !present.equals(previous)) {
                foreign = key + " says " + present + ", which another program wrote: it stays";
            }
            return foreign;
        }
        if (ours.equals(present) && Registry.children(key).isEmpty()) {
            Registry.delete(key);
        } else if (present != null && Registry.exists(key)) {
            foreign = key + " was changed by another program and says " + present + ": it stays";
        }
        Key above = key.above();
        for (int i = 0; i < missing && Registry.isEmpty(above); i++) {
            Registry.delete(above);
            above = above.above();
        }
        return foreign;
    }
}
