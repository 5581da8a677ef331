package dev.ipcscope.agent.mechanism.mapping;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.Units;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Memory-mapped files: {@code mapping:/dev/shm/telemetry?every=50ms}. */
@AutoService(Mechanism.class)
public final class MappingMechanism implements Mechanism {

    static final String ID = "mapping";
    static final Duration DEFAULT_EVERY = Duration.ofMillis(100);
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
        return Support.limited(
                "What is written and overwritten between two snapshots of a mapping isn't seen; every=… sets how often one"
                        + " is taken.",
                "A snapshot of a mapping taken while a program writes may show a part of what it writes.");
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        if (spec.target() != null) {
            throw new TapSpecException(0, "a mapping is watched, not relayed: write mapping:FILE without '='");
        }
        if (spec.listen().isEmpty()) {
            throw new TapSpecException(ID.length() + 2, "the file's name is missing: mapping:FILE");
        }
        spec.allowOptions(Set.of("every"));
        every(spec);
        return spec.withListen(path(spec).toString());
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        try {
            Duration every = every(spec);
            return MappingTap.start(spec, every, WatchedFile.open(path(spec)), recorder);
        } catch (TapSpecException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return MappingDiscovery.discover();
    }

    private static Path path(TapSpec spec) throws TapSpecException {
        try {
            return Path.of(spec.listen()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new TapSpecException(
                    ID.length() + 2,
                    "'" + spec.listen() + "' can't be a file name here: " + e.getReason()
                            + "; a name beyond ASCII needs a UTF-8 locale such as LC_ALL=C.UTF-8");
        }
    }

    private static Duration every(TapSpec spec) throws TapSpecException {
        String text = spec.option("every");
        if (text == null) {
            return DEFAULT_EVERY;
        }
        try {
            Duration every = Units.duration(text);
            if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
                throw new TapSpecException(0, "every is between 1ms and 1h, not '" + text + "'");
            }
            return every;
        } catch (IllegalArgumentException e) {
            throw new TapSpecException(0, "every: " + e.getMessage());
        }
    }
}
