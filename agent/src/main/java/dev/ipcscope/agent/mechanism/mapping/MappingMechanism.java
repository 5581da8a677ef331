package dev.ipcscope.agent.mechanism.mapping;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.layout.Layout;
import dev.ipcscope.agent.layout.LayoutException;
import dev.ipcscope.agent.layout.LayoutFile;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.Units;
import dev.ipcscope.agent.win32.Elevation;
import dev.ipcscope.agent.win32.ObjectDirectory;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Memory that programs share: {@code mapping:/dev/shm/telemetry?every=50ms&layout=telemetry.layout}, on Windows {@code
 * mapping:Local\Telemetry} and, for the texts of OutputDebugString, {@code mapping:DBWIN_BUFFER}.
 */
@AutoService(Mechanism.class)
public final class MappingMechanism implements Mechanism {

    static final String ID = "mapping";
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");
    static final Duration DEFAULT_EVERY = Duration.ofMillis(100);
    private static final Duration USUAL_IDLE = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "Memory mapping";
    }

    @Override
    public int hue() {
        return 7;
    }

    @Override
    public Shape shape() {
        return Shape.MEMORY;
    }

    @Override
    public Support support() {
        Support everywhere = Support.limited(
                "What is written and overwritten between two snapshots of a mapping isn't seen; every=… sets how often one"
                        + " is taken.",
                "A snapshot of a mapping taken while a program writes may show a part of what it writes; where a layout"
                        + " names a sequence counter, such a snapshot is marked.");
        return WINDOWS
                ? everywhere
                        .withReason(Elevation.present(
                                "all mappings and debug output, also DBWIN_BUFFER of all sessions (Global\\)",
                                "mappings that this user may read, and debug output of this session"))
                        .withElevation(
                                Elevation.wouldAdd("it then reads mappings of services and other users too, tells"
                                        + " which processes hold them, and receives debug output of services"
                                        + " (mapping:Global\\DBWIN_BUFFER)"))
                : everywhere;
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        if (spec.target() != null) {
            throw new TapSpecException(0, "a mapping is watched, not relayed: write mapping:FILE without '='");
        }
        if (spec.listen().isEmpty()) {
            throw new TapSpecException(
                    ID.length() + 2, "the name is missing: mapping:FILE, on Windows also mapping:Local\\NAME");
        }
        spec.allowOptions(Set.of("every", "idle", "layout"));
        bounds(spec);
        TapSpec checked = spec.withListen(name(spec).text());
        String layout = spec.option("layout");
        return layout == null
                ? checked
                : checked.withOption("layout", path(layout).toString());
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        try {
            Pace.Bounds bounds = bounds(spec);
            String layout = spec.option("layout");
            Layout named = layout == null ? Layout.NONE : LayoutFile.read(path(layout));
            MappingName name = name(spec);
            return switch (name.kind()) {
                case DEBUG_OUTPUT -> DebugTap.start(spec, name, recorder);
                case SECTION -> MappingTap.start(spec, new SectionSubject(name.text()), bounds, named, recorder);
                case FILE ->
                    MappingTap.start(
                            spec,
                            new FileSubject(NamedFile.of(NamedFile.absolute(spec.listen()))),
                            bounds,
                            named,
                            recorder);
            };
        } catch (TapSpecException | LayoutException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return WINDOWS ? SectionDiscovery.discover() : MappingDiscovery.discover();
    }

    private static MappingName name(TapSpec spec) throws TapSpecException {
        MappingName name = MappingName.of(spec.listen(), WINDOWS, WINDOWS ? ObjectDirectory.session() : 0);
        return name.kind() == MappingName.Kind.FILE
                ? new MappingName(name.kind(), NamedFile.absolute(spec.listen()))
                : name;
    }

    private static Path path(String name) throws TapSpecException {
        try {
            return Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new TapSpecException(
                    ID.length() + 2,
                    "'" + name + "' can't be a file name here: " + e.getReason()
                            + "; a name beyond ASCII needs a UTF-8 locale such as LC_ALL=C.UTF-8");
        }
    }

    /** The idle bound is twenty times the other one unless it is given, but at most a second. */
    private static Pace.Bounds bounds(TapSpec spec) throws TapSpecException {
        Duration every = duration(spec, "every", DEFAULT_EVERY);
        Duration usual = every.compareTo(USUAL_IDLE) > 0 ? every : shorter(USUAL_IDLE, every.multipliedBy(20));
        Duration idle = duration(spec, "idle", usual);
        if (idle.compareTo(every) < 0) {
            throw new TapSpecException(0, "idle is the longest rest, every the shortest: idle can't be shorter");
        }
        return new Pace.Bounds(every, idle);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration duration(TapSpec spec, String option, Duration otherwise) throws TapSpecException {
        String text = spec.option(option);
        if (text == null) {
            return otherwise;
        }
        try {
            Duration given = Units.duration(text);
            if (given.compareTo(SHORTEST) < 0 || given.compareTo(LONGEST) > 0) {
                throw new TapSpecException(0, option + " is between 1ms and 1h, not '" + text + "'");
            }
            return given;
        } catch (IllegalArgumentException e) {
            throw new TapSpecException(0, option + ": " + e.getMessage());
        }
    }
}
