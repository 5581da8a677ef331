package dev.ipcscope.agent.mechanism.dde;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.mechanism.WindowsOnly;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Dynamic Data Exchange of Windows: {@code dde:SERVICE}, {@code dde:SERVICE|TOPIC}, {@code dde:*?mode=monitor}. */
@AutoService(Mechanism.class)
public final class DdeMechanism implements Mechanism {

    static final String ID = "dde";

    private static final String MODE = "mode";
    private static final String MONITOR = "monitor";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "DDE";
    }

    @Override
    public int hue() {
        return 10;
    }

    @Override
    public Shape shape() {
        return Shape.CALL;
    }

    @Override
    public Support support() {
        Support refusal = WindowsOnly.refusal("DDE conversations", "");
        if (refusal != null) {
            return refusal;
        }
        return Support.limited(
                "Conversations that run already when the tap is opened are not seen; those that run when it is closed are ended.",
                "mode=monitor sees the first 28 bytes of a value, 32 of commands, and nothing where the system's DDE monitor is silent"
                        + " (Wine).",
                "A server that puts its window before all others (topmost) is asked first until the tap has noticed it, within"
                        + " 0.3 s: clients of that moment pass by.",
                "Under Wine a server with a stack of the usual size can't receive more than some 2 MB at once, with or without a tap.",
                "A client that asks a window or a process of its own choice, instead of the first that answers, passes by.",
                "A server that impersonates its client (DdeImpersonateClient) becomes the agent's user.",
                "A client that goes on asking after a server has accepted, as Wine's do, opens one more conversation with the real"
                        + " server, which stays silent.");
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Set.of(MODE));
        if (spec.target() != null) {
            throw new TapSpecException(
                    0, "a DDE tap stands before the server under its own name: dde:SERVICE, without '='");
        }
        String mode = spec.option(MODE);
        if (mode != null && !mode.equals(MONITOR) && !mode.equals("relay")) {
            throw new TapSpecException(0, "mode is relay or monitor, not '" + mode + "'");
        }
        if (DdeName.parse(spec.listen()).service().equals(DdeName.ANY) && !isMonitor(spec)) {
            throw new TapSpecException(
                    0, "a DDE tap names a service, for example dde:Progman; '*' is for dde:*?mode=monitor");
        }
        return spec;
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return WindowsOnly.open(
                this,
                spec,
                checked -> isMonitor(checked)
                        ? MonitorTap.open(checked, DdeName.parse(checked.listen()), recorder)
                        : DdeTap.open(checked, DdeName.parse(checked.listen()), recorder));
    }

    private static boolean isMonitor(TapSpec spec) {
        return MONITOR.equals(spec.option(MODE));
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return support().works() ? new DdeDiscovery().discover() : List.of();
    }
}
