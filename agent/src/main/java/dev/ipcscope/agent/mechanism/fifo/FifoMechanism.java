package dev.ipcscope.agent.mechanism.fifo;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.Linux;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.FifoHolders;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapWaitingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code fifo:/run/front=/run/real}: writers write into the front, the reader reads the real one. */
@AutoService(Mechanism.class)
public final class FifoMechanism implements Mechanism {
    private final FrontRegistry registry;

    /** With the fronts of this user. */
    public FifoMechanism() {
        this(FrontRegistry.ofThisUser());
    }

    FifoMechanism(FrontRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String id() {
        return "fifo";
    }

    @Override
    public String title() {
        return "FIFO";
    }

    @Override
    public int hue() {
        return 6;
    }

    @Override
    public Shape shape() {
        return Shape.STREAM;
    }

    @Override
    public Support support() {
        String problem = Linux.problem();
        if (!problem.isEmpty()) {
            return Support.no(problem);
        }
        return Support.limited(
                "A FIFO's reader may have its open return before the first writer comes; its read waits instead.",
                "A FIFO tap holds up to 64 KiB more on the way than the FIFO alone.",
                "Several writers of a FIFO at once are shown as unknown, since their bytes can't be told apart.");
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Set.of());
        String target = spec.target();
        if (target == null) {
            throw new TapSpecException(0, "fifo needs a front and the real FIFO: fifo:/run/front=/run/real");
        }
        for (String name : List.of(spec.listen(), target)) {
            if (!name.startsWith("/")) {
                throw new TapSpecException(0, "a FIFO is named by its absolute path, not '" + name + "'");
            }
        }
        if (target.equals(spec.listen())) {
            throw new TapSpecException(0, "the front and the real FIFO are the same: " + target);
        }
        return spec;
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        String real = spec.target();
        if (real == null) {
            throw new IOException("fifo needs the real FIFO after '='");
        }
        FileInfo target = FileInfo.of(real);
        if (target == null) {
            throw new TapWaitingException(real + " isn't there yet");
        }
        if (!target.isFifo()) {
            throw new IOException(real + " isn't a FIFO: give the path of one that was made by mkfifo");
        }
        return FifoTap.open(spec, real, target, recorder, registry);
    }

    @Override
    public List<Endpoint> discover() {
        List<Endpoint> endpoints = new ArrayList<>();
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        FifoHolders.byName().forEach((name, holders) -> {
            List<ProcessInfo> processes = holders.stream()
                    .map(FifoHolders.Holder::pid)
                    .distinct()
                    .map(lookup::describe)
                    .toList();
            boolean gone = name.endsWith(" (deleted)");
            String suggestion = gone ? null : new TapSpec("fifo", name + ".tap", name, Map.of()).toString();
            endpoints.add(new Endpoint(
                    "fifo", name, "", processes, suggestion, gone ? "its name was removed: nobody can open it" : ""));
        });
        return endpoints;
    }
}
