package dev.ipcscope.agent.mechanism.socket;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.process.ListeningSockets;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** TCP: {@code tcp:127.0.0.1:6380=127.0.0.1:6379}. */
@AutoService(Mechanism.class)
public final class TcpMechanism implements Mechanism {

    @Override
    public String id() {
        return "tcp";
    }

    @Override
    public String title() {
        return "TCP";
    }

    @Override
    public int hue() {
        return 3;
    }

    @Override
    public Shape shape() {
        return Shape.STREAM;
    }

    @Override
    public Support support() {
        return Support.limited(
                        "The server sees the agent's address in place of the client's.",
                        "A connection to a target that refuses it is accepted and then reset.",
                        "On Windows, once the server has closed altogether a client's second write is still taken; the next"
                                + " is refused.",
                        "What a program sends over one connection can overtake what is on its way over another: a tap"
                                + " holds more than the two ends alone, and a program that stops reading because of it"
                                + " misses the rest (iperf3 with -n).",
                        "Urgent (out-of-band) bytes are neither passed on nor recorded; options that programs set on their sockets end at the tap.")
                .withReason(SocketSpecs.present())
                .withElevation(SocketSpecs.elevation());
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        return SocketSpecs.check(spec, Set.of());
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return TcpTap.open(spec, recorder);
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return Discovery.endpoints(
                id(),
                "listening",
                ListeningSockets.ofThisMachine().tcp(),
                ProcessHandle.current().pid());
    }
}
