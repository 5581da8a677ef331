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
import dev.ipcscope.agent.tap.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** UDP: {@code udp:127.0.0.1:5300=127.0.0.1:5353?idle=2m}; a client that is silent for longer ends its conversation. */
@AutoService(Mechanism.class)
public final class UdpMechanism implements Mechanism {

    private static final String IDLE = "idle";
    private static final Duration DEFAULT_IDLE = Duration.ofMinutes(2);

    @Override
    public String id() {
        return "udp";
    }

    @Override
    public String title() {
        return "UDP";
    }

    @Override
    public int hue() {
        return 4;
    }

    @Override
    public Shape shape() {
        return Shape.DATAGRAM;
    }

    @Override
    public Support support() {
        return Support.limited(
                        "The server sees the agent's address in place of the client's.",
                        "A refusal (ICMP port unreachable) is recorded but can't be sent on to the client.",
                        "A server can't reach a client that was silent for longer than ?idle= (2m if not given).",
                        "Broadcasts and multicasts are not relayed.",
                        "Options of a sender's socket or single datagrams (time to live, traffic class) end at the tap.")
                .withReason(SocketSpecs.present())
                .withElevation(SocketSpecs.elevation());
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        TapSpec checked = SocketSpecs.check(spec, Set.of(IDLE));
        try {
            if (idle(spec).toMillis() < 1) {
                throw new TapSpecException(0, "idle must be at least 1ms");
            }
        } catch (IllegalArgumentException e) {
            throw new TapSpecException(0, "idle: " + e.getMessage());
        }
        return checked;
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return UdpTap.open(spec, idle(spec), recorder);
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return Discovery.endpoints(
                id(),
                "bound",
                ListeningSockets.ofThisMachine().udp(),
                ProcessHandle.current().pid());
    }

    private static Duration idle(TapSpec spec) {
        String text = spec.option(IDLE);
        return text == null ? DEFAULT_IDLE : Units.duration(text);
    }
}
