package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.Claim;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.KernelName;
import dev.ipcscope.agent.win32.MailslotWriter;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.PipeEnd;
import dev.ipcscope.agent.win32.PipeShape;
import dev.ipcscope.agent.win32.PipeState;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Why a pipe can't be tapped, in words that say what to do, with Windows' own words and number. */
final class PipeRefusals {

    private PipeRefusals() {}

    /** Connects to learn how a pipe is made. */
    static PipeEnd probe(String name) throws IOException {
        try {
            return PipeClient.connect(name);
        } catch (Win32Exception e) {
            switch (e.code()) {
                case Win32Exception.FILE_NOT_FOUND -> throw missing(name);
                case Win32Exception.PIPE_BUSY ->
                    throw new TapWaitingException(
                            "all instances of " + name + " are in use (error 231): waiting for a free one");
                case Win32Exception.ACCESS_DENIED ->
                    throw new IOException(
                            e.getMessage() + ": its access list lets this user not in:"
                                    + " run the agent as the server's user or as administrator",
                            e);
                case Win32Exception.PATH_NOT_FOUND, Win32Exception.BAD_NETPATH, Win32Exception.BAD_NET_NAME ->
                    throw new TapWaitingException(e.getMessage()
                            + ": the machine can't be reached, or it shares no pipes with this user;"
                            + " try 'net use' with its name");
                default -> throw e;
            }
        }
    }

    static TapWaitingException missing(String name) {
        String mailslot = KernelName.isLocal(name) ? name.replaceFirst("(?i)\\\\pipe\\\\", "\\\\mailslot\\\\") : "";
        boolean other = !mailslot.isEmpty() && MailslotWriter.exists(mailslot);
        return new TapWaitingException("there is no pipe " + name + " yet (error 2): start its server"
                + (other ? "; there is a mailslot of this name: mailslot:FRONT=" + mailslot : ""));
    }

    /** Two injections into one pipe would feed each other. */
    static void ownTap(PipeEnd met) throws IOException {
        if (met.serverPid() == ProcessHandle.current().pid()) {
            throw tappedAlready(met.name());
        }
    }

    /** Two agents in one pipe would take each other for its server, and wait for one another. */
    static Claim claim(String name) throws IOException {
        Claim claim = Claim.of(name);
        if (claim == null) {
            throw new TapWaitingException(name
                    + " is tapped by another ipcscope agent of this machine, and only one can be in"
                    + " it: close that tap, this one opens by itself then; or tap it by a relay, " + relay(name));
        }
        return claim;
    }

    /** A tap beside a server takes whoever comes from its own process for itself, so a relay's clients would be hung up. */
    static TapWaitingException relayBeside(String name) {
        return new TapWaitingException(
                "one tap of this agent would be beside the server of " + name + " and another relays to"
                        + " it, which would meet the first instead of the server: close one of both; each sees what goes through it");
    }

    static IOException tappedAlready(String name) {
        return new IOException(name + " is this agent's own already: a tap of it is open; close that one first");
    }

    /** Why no instance of our own can stand beside the server's. */
    static IOException of(String name, PipeShape shape, IOException failure) {
        if (!(failure instanceof Win32Exception windows)) {
            return failure;
        }
        return switch (windows.code()) {
            case Win32Exception.PIPE_BUSY -> full(name, shape.maxInstances());
            case Win32Exception.ACCESS_DENIED ->
                new IOException(
                        failure.getMessage() + ": this user may not add instances to the pipe"
                                + " (FILE_CREATE_PIPE_INSTANCE): run the agent as the server's user or as"
                                + " administrator, or tap it by a relay, " + relay(name),
                        failure);
            default -> failure;
        };
    }

    /** All instances that the pipe may have are the server's. */
    static IOException full(String name, int max) {
        String words = Win32Exception.words(Win32Exception.PIPE_BUSY);
        return new IOException(name + " may have " + (max == 1 ? "one instance" : max + " instances")
                + " and its server has made " + (max == 1 ? "it" : "them all") + ", so there is no place beside it: "
                + words + " (error " + Win32Exception.PIPE_BUSY + "). Take over its handle instead, pipe:" + name
                + "?attach=swap, or tap it by a relay, " + relay(name));
    }

    /** One instance under several handles, as of a server and its child, would have to be taken from all at once. */
    static void shared(String name, List<HeldObject> ends) throws IOException {
        int instances = ends.stream()
                .map(HeldObject::pipe)
                .filter(Objects::nonNull)
                .mapToInt(PipeState::instances)
                .max()
                .orElse(0);
        if (instances > 0 && ends.size() > instances) {
            String holders = ends.stream()
                    .map(end -> String.valueOf(end.pid()))
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new IOException(name + " has " + (instances == 1 ? "one instance" : instances + " instances")
                    + " and its server's side " + ends.size() + " handles, in the processes " + holders
                    + ": an end that several handles share can't be taken over. Tap it by a relay, " + relay(name));
        }
    }

    private static String relay(String name) {
        return "pipe:FRONT=" + name + ", and tell the clients the name FRONT";
    }
}
