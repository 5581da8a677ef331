package dev.ipcscope.agent.mechanism.clipboard;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Endpoint.Holder;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.mechanism.WindowsOnly;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.ClipboardContents;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The clipboard of Windows: {@code clipboard:?read=formats&skip=CF_DIB,Rich Text Format}. */
@AutoService(Mechanism.class)
public final class ClipboardMechanism implements Mechanism {

    private static final int HUE = 11;

    @Override
    public String id() {
        return "clipboard";
    }

    @Override
    public String title() {
        return "Clipboard";
    }

    @Override
    public int hue() {
        return HUE;
    }

    @Override
    public Shape shape() {
        return Shape.MEMORY;
    }

    @Override
    public Support support() {
        Support refusal = WindowsOnly.refusal("taps of the clipboard", "");
        if (refusal != null) {
            return refusal;
        }
        return Support.limited(
                "Windows says that the clipboard has changed, not what it held: contents that are replaced before they"
                        + " are read are a gap.",
                "To read a format may make its owner render it, which it otherwise does only when somebody pastes, and"
                        + " nobody else can use the clipboard meanwhile; read=formats lists names and reads nothing. An"
                        + " owner that takes no messages isn't asked until it does.",
                "What a program asks not to be recorded, as password managers do, isn't, unless private=keep is given.",
                "Who pastes isn't seen. Formats that are handles of graphics are listed by name; Windows makes CF_DIB"
                        + " of a bitmap, which is read.",
                "The clipboard is that of the agent's own session and window station.");
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Wanted.OPTIONS);
        if (spec.target() != null || !spec.listen().isEmpty()) {
            throw new TapSpecException(0, "there is one clipboard, so its tap is clipboard: with nothing but options");
        }
        Wanted.of(spec);
        return spec;
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return WindowsOnly.open(this, spec, checked -> ClipboardTap.open(checked, Wanted.of(checked), recorder));
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        if (!support().works()) {
            return List.of();
        }
        Long owner = ClipboardContents.ownerPid();
        List<Holder> holders = owner == null
                ? List.of()
                : List.of(new Holder(ProcessLookup.ofThisMachine().describe(owner), "owner"));
        return List.of(new Endpoint(
                "clipboard",
                "clipboard",
                "",
                holders,
                "clipboard:",
                "",
                Map.of("sequence", ClipboardContents.sequence())));
    }
}
