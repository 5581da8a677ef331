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

/** Dynamic Data Exchange of Windows: {@code dde:SERVICE} or {@code dde:SERVICE|TOPIC}. */
@AutoService(Mechanism.class)
public final class DdeMechanism implements Mechanism {

    static final String ID = "dde";

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
                "A client that asks a window or a process of its own choice, instead of the first that answers, passes by.",
                "A server that impersonates its client (DdeImpersonateClient) becomes the agent's user.",
                "A client that goes on asking after a server has accepted, as Wine's do, opens one more conversation with the real"
                        + " server, which stays silent.");
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Set.of());
        if (spec.target() != null) {
            throw new TapSpecException(
                    0, "a DDE tap stands before the server under its own name: dde:SERVICE, without '='");
        }
        if (DdeName.parse(spec.listen()).service().equals(DdeName.ANY)) {
            throw new TapSpecException(0, "a DDE tap names a service, for example dde:Progman; '*' is none");
        }
        return spec;
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return WindowsOnly.open(this, spec, checked -> DdeTap.open(checked, DdeName.parse(checked.listen()), recorder));
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return List.of();
    }
}
