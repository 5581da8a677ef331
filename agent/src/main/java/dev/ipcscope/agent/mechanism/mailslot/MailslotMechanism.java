package dev.ipcscope.agent.mechanism.mailslot;

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
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mailslots of Windows: {@code mailslot:\\.\mailslot\front=\\.\mailslot\real?reply=\\.\mailslot\f=\\.\mailslot\r}. */
@AutoService(Mechanism.class)
public final class MailslotMechanism implements Mechanism {

    private static final String REPLY = "reply";

    @Override
    public String id() {
        return "mailslot";
    }

    @Override
    public String title() {
        return "Mailslot";
    }

    @Override
    public int hue() {
        return 2;
    }

    @Override
    public Shape shape() {
        return Shape.DATAGRAM;
    }

    @Override
    public Support support() {
        Support refusal =
                WindowsOnly.refusal("mailslots", "; what is sent over the network is read in a tap of UDP port 138");
        if (refusal != null) {
            return refusal;
        }
        return Support.limited(
                        "Windows doesn't say who wrote a message: the writer is named only while one process alone has the front"
                                + " open.",
                        "A message is accepted by the front before the real mailslot takes it; one that can't be delivered then"
                                + " is recorded as an error.",
                        "That the real mailslot's reader is gone is noticed within half a second; the front is gone then, too.")
                .withReason(Elevation.present(
                        "every mailslot, with its reader",
                        "mailslots whose access list lets this user write; the reader where that is this user's"))
                .withElevation(
                        Elevation.wouldAdd(
                                "it then names the reader of a mailslot also when that is a service or another user's process"));
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Set.of(REPLY));
        MailslotPair pair = MailslotPair.of(spec.listen(), spec.target());
        Map<String, String> options = new LinkedHashMap<>(spec.options());
        MailslotPair reply = reply(spec);
        if (reply != null) {
            options.put(REPLY, reply.toString());
        }
        return new TapSpec(spec.mechanism(), pair.front(), pair.real(), options);
    }

    private static @Nullable MailslotPair reply(TapSpec spec) throws TapSpecException {
        String text = spec.option(REPLY);
        return text == null ? null : MailslotPair.parse(text);
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return WindowsOnly.open(this, spec, checked -> {
            MailslotPair pair = MailslotPair.of(checked.listen(), Objects.requireNonNull(checked.target()));
            return MailslotTap.open(checked, pair, reply(checked), recorder);
        });
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return support().works() ? MailslotDiscovery.discover() : List.of();
    }
}
