package dev.ipcscope.agent.mechanism.com;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.TypeLibrary;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.agent.mechanism.Offering;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.mechanism.Undoing;
import dev.ipcscope.agent.mechanism.WindowsOnly;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.Elevation;
import dev.ipcscope.agent.win32.ole.Apartment;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** COM servers of Windows: {@code com:Excel.Application}, {@code com:{CLSID}?via=treatas|progid}. */
@AutoService(Mechanism.class)
public final class ComMechanism implements Mechanism, Offering, Undoing {

    static final String PROG_ID = "[A-Za-z0-9][A-Za-z0-9_. -]{0,254}";

    private static final String VIA = "via";

    @Override
    public String id() {
        return "com";
    }

    @Override
    public String title() {
        return "COM";
    }

    @Override
    public int hue() {
        return 12;
    }

    @Override
    public Shape shape() {
        return Shape.CALL;
    }

    @Override
    public Support support() {
        Support refusal = WindowsOnly.refusal("COM servers", "");
        if (refusal != null) {
            return refusal;
        }
        return Support.limited(
                        "Objects that clients had before the tap was opened, and those they get from the running"
                                + " object table, aren't seen.",
                        "Interfaces that no type library describes are used directly: that they are is recorded, their"
                                + " calls aren't.",
                        "The server sees the agent as the process that calls it.",
                        "While a tap leads clients by the ProgID, that name means another CLSID to them.")
                .withReason(Elevation.present(
                        "classes are tapped for all users",
                        "classes are tapped for programs of this user that don't run as administrator"))
                .withElevation(Elevation.wouldAdd("programs of other users and administrators are then tapped, too"));
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Set.of(VIA));
        if (spec.target() != null) {
            throw new TapSpecException(0, "com takes no target: com:PROGID or com:{CLSID}");
        }
        String name = spec.listen();
        if (name.startsWith("{")) {
            try {
                name = Guid.parse(name).toString();
            } catch (IllegalArgumentException e) {
                throw new TapSpecException(5, String.valueOf(e.getMessage()));
            }
        } else if (!name.matches(PROG_ID)) {
            throw new TapSpecException(
                    5, "a class is named by its ProgID (Excel.Application) or its CLSID in braces, not '" + name + "'");
        }
        way(spec);
        return spec.withListen(name);
    }

    private static Redirection.Way way(TapSpec spec) throws TapSpecException {
        String via = spec.option(VIA);
        boolean byClsid = spec.listen().startsWith("{");
        if (via == null) {
            return byClsid ? Redirection.Way.TREAT_AS : Redirection.Way.BOTH;
        }
        return switch (via.toLowerCase(Locale.ROOT)) {
            case "treatas" -> Redirection.Way.TREAT_AS;
            case "progid" -> {
                if (byClsid) {
                    throw new TapSpecException(0, "via=progid needs a ProgID in place of " + spec.listen());
                }
                yield Redirection.Way.PROG_ID;
            }
            default -> throw new TapSpecException(0, "via is treatas or progid, not '" + via + "'");
        };
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        return WindowsOnly.open(this, spec, checked -> ComTap.open(checked, way(checked), recorder, Journal.ofUser()));
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return support().works() ? ComDiscovery.discover() : List.of();
    }

    @Override
    public Offer offer(String endpoint) throws IOException {
        Support support = support();
        if (!support.works()) {
            throw new IOException(endpoint + ": " + support.reason());
        }
        Apartment.enter();
        ClassName found;
        try {
            found = ClassName.find(endpoint);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (found == null) {
            throw new IOException("no class " + endpoint + " is registered here");
        }
        TypeLibrary library = found.library();
        if (library == null) {
            throw new IOException("no type library is registered for " + endpoint
                    + ": what it offers is seen only as far as its objects say it themselves");
        }
        return LibraryOffer.of(library);
    }

    @Override
    public List<String> undo() throws IOException {
        return support().works() ? Redirection.undoLeft(Journal.ofUser()) : List.of();
    }
}
