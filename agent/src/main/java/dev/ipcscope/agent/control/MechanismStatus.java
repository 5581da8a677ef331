package dev.ipcscope.agent.control;

import java.util.List;

/**
 * A mechanism on an agent's machine.
 *
 * @param id the prefix of its tap specs
 * @param title what a person reads
 * @param hue slot 1 to 12 of the palette
 * @param shape {@code stream}, {@code datagram}, {@code memory} or {@code call}
 * @param works whether a tap of it can be opened there
 * @param reason why not, or what is limited
 * @param limits what a tap of it can't carry, one sentence each
 * @param elevation what more rights would add, or empty
 */
public record MechanismStatus(
        String id,
        String title,
        int hue,
        String shape,
        boolean works,
        String reason,
        List<String> limits,
        String elevation) {

    /** Copies the list. */
    public MechanismStatus {
        limits = List.copyOf(limits);
    }
}
