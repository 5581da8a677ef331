package dev.ipcscope.agent.relay;

import org.jspecify.annotations.Nullable;

/** Where a tap's gate stands, if it has one. Any thread may put one in or take it out while traffic flows. */
public final class GateSlot {

    private volatile @Nullable Gate gate;

    /** The gate, or null. */
    public @Nullable Gate gate() {
        return gate;
    }

    /** Puts a gate in, or takes it out with null. Chunks on their way may still pass the old one. */
    public void set(@Nullable Gate newGate) {
        gate = newGate;
    }
}
