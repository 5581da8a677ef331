package dev.ipcscope.agent.mechanism;

import java.util.List;

/**
 * Whether a mechanism works here.
 *
 * @param works false: no tap of it can be opened on this machine
 * @param reason why not, or what is limited; a person can act on it; may be empty when it works
 * @param limits what a relay of this mechanism can't carry, one sentence each, for {@code doctor}
 * @param elevation what more rights would add, and how to get them; empty when nothing, or when the agent has them
 */
public record Support(boolean works, String reason, List<String> limits, String elevation) {

    /** Works without restriction. */
    public static final Support YES = new Support(true, "", List.of(), "");

    /** Copies the list. */
    public Support {
        limits = List.copyOf(limits);
    }

    /** Works, but not everything passes through. */
    public static Support limited(String... limits) {
        return new Support(true, "", List.of(limits), "");
    }

    /** Doesn't work here. */
    public static Support no(String reason) {
        return new Support(false, reason, List.of(), "");
    }

    /** The same with what it does with the rights that the agent has. */
    public Support withReason(String present) {
        return new Support(works, present, limits, elevation);
    }

    /** The same with what more rights would add. */
    public Support withElevation(String more) {
        return new Support(works, reason, limits, more);
    }
}
