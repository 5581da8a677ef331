package dev.ipcscope.agent.mechanism.socket;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.linux.ChannelFd;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Rehearsing;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.process.ListeningSockets;
import dev.ipcscope.agent.relay.RehearsedTalks;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TCP: {@code tcp:127.0.0.1:6380=127.0.0.1:6379}; {@code ?urgent=on} passes urgent bytes on. */
@AutoService(Mechanism.class)
public final class TcpMechanism implements Mechanism, Rehearsing {
    private static final String URGENT = "urgent";

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
                        "Urgent (out-of-band) bytes are passed on and recorded only by a tap with ?urgent=on, on Linux, in their"
                                + " place among the others: they don't overtake what waits before them. Without it they"
                                + " are lost, as it makes each answer 2 to 3 microseconds later.",
                        "Options that programs set on their sockets end at the tap.")
                .withReason(SocketSpecs.presentTcp())
                .withElevation(SocketSpecs.elevation());
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        String urgent = spec.option(URGENT);
        if (urgent != null && !Set.of("on", "off").contains(urgent)) {
            throw new TapSpecException(0, "urgent is on or off, not '" + urgent + "'");
        }
        if (passesUrgent(spec) && !ChannelFd.isTold()) {
            throw new TapSpecException(
                    0, "urgent=on works on Linux only, started with java -jar, which lets ipcscope ask for it");
        }
        return SocketSpecs.check(spec, Set.of(URGENT));
    }

    /** Whether a tap passes urgent bytes on. */
    static boolean passesUrgent(TapSpec spec) {
        return "on".equals(spec.option(URGENT));
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

    @Override
    public void rehearse(Stage stage) throws IOException {
        try (ServerSocketChannel real = ServerSocketChannel.open()) {
            real.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            HostPort target = HostPort.of((InetSocketAddress) real.getLocalAddress());
            TapSpec spec = new TapSpec(id(), target.withPort(0).toString(), target.toString(), Map.of());
            try (Tap tap = TcpTap.open(spec, stage.recorder(spec))) {
                new RehearsedTalks(SocketSpecs.listen(tap.spec()).resolve().get(0), real).run();
            }
        }
    }
}
