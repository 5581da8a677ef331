package dev.ipcscope.agent.win32;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may take a handle out of a process, or look at its handles, and why not. Pure: what is known of the process and of
 * ourselves, to a verdict with words.
 *
 * <pre>
 *   target                        its handles (attach=swap,      its pipe by name (relay, tap beside it):
 *                                 who holds what)                decided by the pipe's access list alone
 *   ended                         no                             -
 *   may be opened                 yes                            yes, where the list lets this user in
 *     32-bit, or in a sandbox     yes: handles are the same      yes
 *   protected                     never, also not by an          yes
 *                                 administrator
 *   elevated, of a higher         to an administrator            the list of its default lets in administrators only
 *   integrity, of another user
 *   any, and we are elevated      no: the process's own list     yes
 *   any, and we have 32 bits      no: 64-bit Java                no
 * </pre>
 *
 * Nothing is put into a process, so its bits and its policies for code (ACG, CIG) don't matter.
 *
 * <p>Sources: Microsoft, "Process Security and Access Rights", "Mandatory Integrity Control", "Protected Processes".
 */
public final class TargetAccess {

    /** What can be done about it. */
    public enum Verdict {
        /** Nothing stands against it. */
        OPEN,
        /** The process has ended. */
        ENDED,
        /** An administrator may. */
        TO_ADMINISTRATORS,
        /** Nobody may. */
        NEVER
    }

    private static final int INVALID_PARAMETER = 87;
    private static final int MOST_NAMES = 3;

    private TargetAccess() {}

    /** Whether we may have a process's handles. */
    public static Verdict verdict(ProcessTraits target, ProcessTraits ourselves) {
        if (target.refused() == INVALID_PARAMETER) {
            return Verdict.ENDED;
        }
        if (ourselves.bits() == 32) {
            return Verdict.NEVER;
        }
        if (target.refused() == 0) {
            return Verdict.OPEN;
        }
        return target.protection().isProtected() || Boolean.TRUE.equals(ourselves.elevated())
                ? Verdict.NEVER
                : Verdict.TO_ADMINISTRATORS;
    }

    /** Why we may not and what to do, a sentence without its subject; empty when we may. */
    public static String reason(ProcessTraits target, ProcessTraits ourselves) {
        return switch (verdict(target, ourselves)) {
            case OPEN -> "";
            case ENDED -> "it has ended";
            case TO_ADMINISTRATORS -> why(target, ourselves) + ": run the agent as administrator";
            case NEVER -> {
                if (ourselves.bits() == 32) {
                    yield "this agent runs in a 32-bit Java: use a 64-bit one";
                }
                yield target.protection().isProtected()
                        ? "it is " + target.protection().words()
                                + ", which not even an administrator may open: tap it by a relay"
                        : "its own access list or a security program keeps even this elevated agent out (error "
                                + target.refused() + "): tap it by a relay";
            }
        };
    }

    private static String why(ProcessTraits target, ProcessTraits ourselves) {
        if (Boolean.TRUE.equals(target.sandboxed())) {
            return "it runs in a sandbox (app container) that keeps others out";
        }
        if (Boolean.TRUE.equals(target.elevated())) {
            return "it runs elevated and this agent doesn't";
        }
        if (target.integrity().compareTo(ourselves.integrity()) > 0 && ourselves.integrity() != Integrity.UNKNOWN) {
            return "its integrity level is " + target.integrity().word() + " and this agent's "
                    + ourselves.integrity().word();
        }
        if (target.user() != null && !target.user().equals(ourselves.user())) {
            return "it runs as " + target.user() + " and this agent as " + ourselves.user();
        }
        return target.elevated() == null
                ? "it runs elevated or as another user"
                : "its access list keeps this user out (error " + target.refused() + ")";
    }

    /** Reasons with the processes of which they are true, the first three by name; empty when all may be opened. */
    public static String summary(List<ProcessTraits> targets, ProcessTraits ourselves) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (ProcessTraits target : targets) {
            String reason = reason(target, ourselves);
            if (!reason.isEmpty() && verdict(target, ourselves) != Verdict.ENDED) {
                byReason.computeIfAbsent(reason, key -> new ArrayList<>())
                        .add((target.name() == null ? "process" : target.name()) + " " + target.pid());
            }
        }
        List<String> parts = new ArrayList<>();
        byReason.forEach((reason, names) -> parts.add(String.join(
                        ", ", names.subList(0, Math.min(MOST_NAMES, names.size())))
                + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "") + ": " + reason));
        return String.join("; ", parts);
    }

    /** What this process may do with all those that run, for {@code doctor}. */
    public static String rights(List<ProcessTraits> all, ProcessTraits ourselves) {
        long open = count(all, ourselves, Verdict.OPEN);
        long more = count(all, ourselves, Verdict.TO_ADMINISTRATORS);
        long never = count(all, ourselves, Verdict.NEVER);
        return "this agent runs as " + ourselves.user() + ", "
                + (Boolean.TRUE.equals(ourselves.elevated()) ? "elevated" : "not elevated") + ", integrity "
                + ourselves.integrity().word() + ", " + ourselves.bits() + "-bit; it may look into " + open + " of "
                + (open + more + never) + " processes (pid and state of their pipes, attach=swap)"
                + (more == 0 ? "" : "; " + more + " more would open to an administrator")
                + (never == 0 ? "" : "; " + never + " open to nobody");
    }

    private static long count(List<ProcessTraits> all, ProcessTraits ourselves, Verdict wanted) {
        return all.stream()
                .filter(target -> verdict(target, ourselves) == wanted)
                .count();
    }
}
