package dev.ipcscope.agent.mechanism.socket;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.Elevation;
import dev.ipcscope.agent.win32.Wine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/** What the specs of both socket mechanisms have in common. */
final class SocketSpecs {

    private SocketSpecs() {}

    /** What more rights would add to a tap: numbers of processes are told to all, the rest isn't. */
    static String elevation() {
        return System.getProperty("os.name", "").startsWith("Windows")
                ? Elevation.wouldAdd("it then tells name, path and user also of services and other users' processes")
                : "";
    }

    /** What a tap does with the rights that the agent has; empty where that makes no difference. */
    static String present() {
        return System.getProperty("os.name", "").startsWith("Windows")
                ? Elevation.present(
                        "taps with all processes' names",
                        "taps, with the names of this user's processes and the numbers of others")
                : "";
    }

    /** The same for TCP: under Wine the table of sockets has no process for those that listen or were accepted. */
    static String presentTcp() {
        String present = present();
        return !present.isEmpty() && Wine.runsHere()
                ? present
                        + "; Wine doesn't tell which process listens or has accepted a connection, so servers aren't named"
                : present;
    }

    /** Listen and target in canonical form; see {@link dev.ipcscope.agent.mechanism.Mechanism#check}. */
    static TapSpec check(TapSpec spec, Set<String> options) throws TapSpecException {
        spec.allowOptions(options);
        int column = spec.mechanism().length() + 2;
        HostPort listen = HostPort.parse(spec.listen(), column);
        String targetText = spec.target();
        if (targetText == null) {
            throw new TapSpecException(
                    0,
                    "a " + spec.mechanism() + " tap needs a target: " + spec.mechanism() + ":" + listen + "=HOST:PORT");
        }
        int targetColumn = column + spec.listen().length() + 1;
        HostPort target = HostPort.parse(targetText, targetColumn);
        if (target.port() == 0) {
            throw new TapSpecException(targetColumn, "the target's port can't be 0");
        }
        if (listen.equals(target)) {
            throw new TapSpecException(targetColumn, sameOnBothSides(listen));
        }
        return spec.withListen(listen.toString()).withTarget(target.toString());
    }

    /** The addresses that a checked spec listens on or goes to. */
    static HostPort listen(TapSpec spec) throws IOException {
        return parse(spec.listen());
    }

    /** The target of a checked spec. */
    static HostPort target(TapSpec spec) throws IOException {
        String target = spec.target();
        if (target == null) {
            throw new IOException("the tap " + spec + " has no target");
        }
        return parse(target);
    }

    private static HostPort parse(String text) throws IOException {
        try {
            return HostPort.parse(text, 1);
        } catch (TapSpecException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The address to bind. Refuses a tap that would connect to itself. */
    static InetSocketAddress bindAddress(HostPort listen, HostPort target) throws IOException {
        List<InetSocketAddress> fronts;
        try {
            fronts = listen.resolve();
        } catch (UnknownHostException e) {
            throw new IOException(listen + " can't be listened on: " + SocketFailure.of(e) + "; give an address", e);
        }
        try {
            if (HostPort.loops(fronts, target.resolve())) {
                throw new IOException(sameOnBothSides(listen));
            }
        } catch (UnknownHostException e) {
            // may be known later: each connection resolves it again
        }
        return fronts.get(0);
    }

    /** What went wrong when an address was bound, in words that say what to do. */
    static IOException cannotListen(InetSocketAddress address, IOException e) {
        SocketFailure failure = SocketFailure.of(e);
        String advice = switch (failure.code()) {
            case 98, 10048 -> "; choose another port, or end the program that has it";
            case 99, 10049 -> "; it is not an address of this machine";
            case 13, 10013 -> "; choose a port from 1024 up, or run the agent with the right to use this one";
            default -> "";
        };
        return new IOException(HostPort.print(address) + " can't be listened on: " + failure + advice, e);
    }

    private static String sameOnBothSides(HostPort listen) {
        return "a tap of " + listen + " can't listen there and have it as its target, too; choose another port";
    }
}
