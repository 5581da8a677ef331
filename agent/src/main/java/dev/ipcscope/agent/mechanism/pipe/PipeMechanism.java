package dev.ipcscope.agent.mechanism.pipe;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.mechanism.WindowsOnly;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.Elevation;
import dev.ipcscope.agent.win32.KernelName;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Named pipes of Windows, tapped by a relay under another name beside the server under its own, or in
 * its place.
 */
@AutoService(Mechanism.class)
public final class PipeMechanism implements Mechanism {

    private static final int HUE = 8;

    @Override
    public String id() {
        return "pipe";
    }

    @Override
    public String title() {
        return "Named pipe";
    }

    @Override
    public int hue() {
        return HUE;
    }

    @Override
    public Shape shape() {
        return Shape.STREAM;
    }

    @Override
    public Support support() {
        Support refusal = WindowsOnly.refusal("named pipes", "");
        if (refusal != null) {
            return refusal;
        }
        return Support.limited(
                        "the server sees the agent's process and user as its client, also when it impersonates",
                        "the client sees the agent's process as its server",
                        "a tap beside the server (pipe:NAME) can be missed by a client that is quicker; such a client is shown",
                        "opening a tap without type=byte or type=message connects to the real pipe once")
                .withReason(Elevation.present(
                        "relays, taps beside servers, and in the place of all servers but protected ones",
                        "relays and taps beside servers where the pipe's access list lets this user in; in the place of"
                                + " this user's servers that are neither elevated nor protected"))
                .withElevation(
                        Elevation.wouldAdd("it then sees state and processes of pipes of services and other users,"
                                + " and taps those that let only administrators in, also in their place"));
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        String front = PipeName.real(spec.listen());
        if (!KernelName.isLocal(front) && !NetPipe.isUri(front)) {
            throw new TapSpecException(0, "a tap listens on this machine only, \\\\.\\pipe\\NAME: " + front);
        }
        if (spec.target() == null) {
            spec.allowOptions(Set.of("attach"));
            if (!"swap".equals(spec.options().getOrDefault("attach", "swap"))) {
                throw new TapSpecException(0, "attach is swap, not '" + spec.option("attach") + "'");
            }
            return spec.withListen(front);
        }
        if (NetPipe.isUri(front)) {
            throw new TapSpecException(
                    0,
                    "a net.pipe address belongs to the service that publishes it, so a tap can't listen there: pipe:"
                            + front + " alone takes its place beside the service");
        }
        spec.allowOptions(Set.of("type"));
        String type = spec.option("type");
        if (type != null && !type.equals("byte") && !type.equals("message")) {
            throw new TapSpecException(0, "type is byte or message, not '" + type + "'");
        }
        String real = PipeName.real(spec.target());
        if (KernelName.same(front, real)) {
            throw new TapSpecException(
                    0,
                    "the tap needs a name of its own, both are " + front + "; pipe:" + front
                            + " alone takes its place beside the server");
        }
        return spec.withListen(front).withTarget(real);
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return WindowsOnly.open(this, spec, checked -> {
            if (checked.target() != null) {
                return PipeTap.open(checked, recorder);
            }
            NetPipeTap.Opener opener = checked.option("attach") == null
                    ? own -> InjectedTap.open(own, recorder)
                    : own -> SwappedTap.open(own, recorder);
            return NetPipe.isUri(checked.listen()) ? NetPipeTap.open(checked, opener) : opener.open(checked);
        });
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return support().works() ? PipeDiscovery.discover() : List.of();
    }
}
