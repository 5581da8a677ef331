package dev.ipcscope.agent.mechanism;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What agents that crashed left behind. */
public final class Leftovers {

    private Leftovers() {}

    /** Takes it back: a sentence for each thing that was done or couldn't be. Never throws. */
    public static List<String> undo(List<Mechanism> mechanisms) {
        List<String> told = new ArrayList<>();
        for (Mechanism mechanism : mechanisms) {
            if (mechanism instanceof Undoing undoing) {
                try {
                    told.addAll(undoing.undo());
                } catch (IOException | RuntimeException | LinkageError e) {
                    told.add(mechanism.title() + ": what is left of former taps can't be found out: " + e.getMessage());
                }
            }
        }
        return told;
    }
}
