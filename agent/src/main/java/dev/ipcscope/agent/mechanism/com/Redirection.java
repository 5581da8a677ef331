package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.win32.Elevation;
import dev.ipcscope.agent.win32.Win32Exception;
import dev.ipcscope.agent.win32.ole.Registry;
import dev.ipcscope.agent.win32.ole.Registry.Key;
import dev.ipcscope.agent.win32.ole.Registry.View;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Leads clients of a class to ours while a tap is open: TreatAs of the class, for 64-bit and 32-bit clients, and the CLSID
 * of its ProgID. An administrator's agent does so for all users, another one for its own (HKCU\Software\Classes, which
 * elevated clients don't look at).
 *
 * <p>Made keys are volatile, so a machine that starts anew has forgotten them.
 */
final class Redirection {

    private static final System.Logger LOG = System.getLogger(Redirection.class.getName());
    private static final String CLASSES = "Software\\Classes\\";

    private final Journal.Entry entry;
    private boolean undone;
    private int away; // how many need the real class just now

    private Redirection(Journal.Entry entry) {
        this.entry = entry;
    }

    /** Which ways. */
    enum Way {
        TREAT_AS,
        PROG_ID,
        BOTH
    }

    /** Makes it: written down first, then done. What was done of it is taken back when something fails. */
    static Redirection make(Journal journal, ClassName real, Guid ours, Way way) throws IOException {
        Registry.Root root = Elevation.isElevated() ? Registry.Root.MACHINE : Registry.Root.USER;
        List<RegistryChange> changes = new ArrayList<>();
        if (way != Way.PROG_ID) {
            for (View view : View.values()) {
                Key key = new Key(root, view, CLASSES + "CLSID\\" + real.clsid() + "\\TreatAs");
                changes.add(RegistryChange.plan(key, ours.toString()));
            }
        }
        if (way != Way.TREAT_AS && real.progId() != null) {
            // ProgIDs are the same for both kinds of programs.
            Key key = new Key(root, View.BITS_64, CLASSES + real.progId() + "\\CLSID");
            changes.add(RegistryChange.plan(key, ours.toString()));
        }
        Redirection redirection = new Redirection(journal.write("com:" + real.name(), changes));
        try {
            redirection.apply();
        } catch (IOException e) {
            redirection.undo();
            throw new IOException(
                    e.getMessage() + "; to lead clients of " + real.name()
                            + " to the tap, the agent must be allowed to write there",
                    e);
        }
        return redirection;
    }

    private void apply() throws Win32Exception {
        for (RegistryChange change : entry.changes()) {
            change.make();
        }
    }

    /**
     * Does something while clients, and we, reach the real class; clients that come meanwhile pass by. It may last as long
     * as a server takes to start, so nobody waits for it: the last to come back makes the redirection anew.
     */
    <T> T without(Callable<T> action) throws IOException {
        takeAway();
        try {
            return action.call();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            bringBack();
        }
    }

    private synchronized void takeAway() throws IOException {
        if (undone) {
            throw new IOException("the tap is closed");
        }
        if (away++ == 0) {
            undo(entry.changes(), new ArrayList<>());
        }
    }

    private synchronized void bringBack() throws Win32Exception {
        if (--away == 0 && !undone) {
            apply();
        }
    }

    /** What isn't as we made it any more, or the empty string. */
    synchronized String trouble() {
        for (RegistryChange change : entry.changes()) {
            if (!undone && away == 0 && !change.isMade()) {
                return change.key() + " was changed by another program: clients that use it pass by; close the tap and"
                        + " open it again to lead them here anew";
            }
        }
        return "";
    }

    /** Takes it back, once. */
    synchronized List<String> undo() {
        if (undone) {
            return List.of();
        }
        undone = true;
        return undo(entry);
    }

    /** Takes back what a tap did; the journal keeps what couldn't be. Returns what somebody should know. */
    static List<String> undo(Journal.Entry entry) {
        List<String> told = new ArrayList<>();
        if (undo(entry.changes(), told)) {
            try {
                Journal.remove(entry);
            } catch (IOException e) {
                told.add("the journal " + entry.file() + " can't be removed: " + e.getMessage());
            }
        }
        told.forEach(line -> LOG.log(Level.WARNING, "{0}: {1}", entry.tap(), line));
        return told;
    }

    /** Takes back what taps of processes that have ended left: a sentence for each. */
    static List<String> undoLeft(Journal journal) throws IOException {
        List<String> told = new ArrayList<>();
        for (Journal.Entry entry : journal.entries(told)) {
            if (!entry.isAlive()) {
                told.add("The tap " + entry.tap() + " of process " + entry.pid()
                        + ", which ended without closing it: its changes of the registry are taken back.");
                told.addAll(undo(entry));
            }
        }
        return told;
    }

    private static boolean undo(List<RegistryChange> changes, List<String> told) {
        boolean all = true;
        List<RegistryChange> backwards = new ArrayList<>(changes);
        Collections.reverse(backwards);
        for (RegistryChange change : backwards) {
            try {
                String foreign = change.undo();
                if (foreign != null) {
                    told.add(foreign);
                }
            } catch (Win32Exception e) {
                told.add(String.valueOf(e.getMessage()));
                all = false;
            }
        }
        return all;
    }
}
