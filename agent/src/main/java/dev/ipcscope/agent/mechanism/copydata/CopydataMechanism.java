package dev.ipcscope.agent.mechanism.copydata;

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

/** WM_COPYDATA between windows: {@code copydata:CLASS} or {@code copydata:CLASS/TITLE}. */
@AutoService(Mechanism.class)
public final class CopydataMechanism implements Mechanism {

    private static final int HUE = 10;

    @Override
    public String id() {
        return "copydata";
    }

    @Override
    public String title() {
        return "WM_COPYDATA";
    }

    @Override
    public int hue() {
        return HUE;
    }

    @Override
    public Shape shape() {
        return Shape.CALL;
    }

    @Override
    public Support support() {
        Support refusal = WindowsOnly.refusal("windows with messages", "");
        if (refusal != null) {
            return refusal;
        }
        return Support.limited(
                "Only programs that look for the window after the tap is open are seen: one that has found it before, or finds"
                        + " it by walking all windows or by its process, sends past the tap.",
                "A sender that gives no window of its own (wParam 0) has no process here: Windows tells no other way.",
                "Messages with numbers only are passed on to the real window, those to all windows are not, since it gets them"
                        + " by itself; of the system's own also WM_CLOSE, WM_COMMAND, WM_SYSCOMMAND, WM_NULL, WM_GETICON, keys"
                        + " that are posted, and the window's text. Other messages of the system end at the tap's window: input,"
                        + " menus, dropped files, accessibility, DDE.",
                "The tap's window belongs to the agent and is hidden: a sender that asks for its process, its place or its state"
                        + " gets the agent's; one that brings it to the front brings nothing there. IsWindowUnicode says that it takes"
                        + " Unicode also where the real one doesn't; texts are converted as for the real one.",
                "Windows of more privileged programs refuse what a sender of less privilege sends; the tap's window takes it,"
                        + " and it reaches the real one with the agent's rights.",
                "What is sent to a window waits at the tap until the window takes messages, and is recorded then; one that the"
                        + " sender gives up before never was. To see whether the window takes messages it is sent WM_NULL, which"
                        + " programs ignore.",
                "A window that appears or goes is noticed within a tenth of a second; what is sent to one that has just gone"
                        + " reaches the one that the same program has made in its place, otherwise it gets the result 0 and"
                        + " is recorded as an error. So is a call in which the receiver ends: SendMessage gives 0 as"
                        + " without a tap, but SendMessageTimeout says that it went, and sets no error.");
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Set.of());
        if (spec.target() != null) {
            throw new TapSpecException(
                    0, "copydata takes one window, CLASS or CLASS/TITLE, and no '='; write %3D for one in its name");
        }
        return spec.withListen(WindowName.parse(spec.listen()).toString());
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return WindowsOnly.open(
                this, spec, checked -> CopydataTap.open(checked, WindowName.parse(checked.listen()), recorder));
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return support().works() ? CopydataDiscovery.discover() : List.of();
    }
}
