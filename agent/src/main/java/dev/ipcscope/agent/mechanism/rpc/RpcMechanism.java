package dev.ipcscope.agent.mechanism.rpc;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.mechanism.RemoteDiscovery;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.mechanism.WindowsOnly;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.ole.Apartment;
import dev.ipcscope.agent.win32.ole.TypeLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DCE/RPC: {@code rpc:tcp:127.0.0.1:1350=127.0.0.1:135} and {@code rpc:pipe:front=svcctl} are the taps of {@code tcp} and
 * {@code pipe}, whose messages are read as PDUs. {@code ?idl=FILE} and {@code ?typelib=FILE} name the interfaces and operations of one's own.
 */
@AutoService(Mechanism.class)
public final class RpcMechanism implements Mechanism, RemoteDiscovery {

    /** The prefix of its specs. */
    static final String ID = "rpc";

    private static final String IDL = "idl";
    private static final String TYPE_LIBRARY = "typelib";
    private static final List<String> NAMING = List.of(IDL, TYPE_LIBRARY);
    private static final List<String> CARRIERS = List.of("tcp", "pipe");

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "DCE/RPC";
    }

    @Override
    public int hue() {
        return 9;
    }

    @Override
    public Shape shape() {
        return Shape.CALL;
    }

    @Override
    public Support support() {
        return Support.limited(
                "Local RPC of Windows (ncalrpc) runs over ALPC, which can't be relayed: its calls are not seen.",
                "Calls at authentication level privacy are encrypted: who calls which interface is seen, not what is"
                        + " said.",
                "A client that asks the endpoint mapper is told the real port, not the tap's: give it the tap's.");
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        for (String option : NAMING) {
            if ("".equals(spec.option(option))) {
                throw new TapSpecException(0, option + " needs a file: " + option + "=FILE");
            }
        }
        return outer(carrier(spec).check(inner(spec)), spec);
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        Map<String, Object> names = names(spec);
        try {
            Mechanism carrier = carrier(spec);
            Support support = carrier.support();
            if (!support.works()) {
                throw new IOException(support.reason());
            }
            Tap tap = carrier.open(inner(spec), new ReadingRecorder(recorder, names));
            return new RpcTap(tap, outer(tap.spec(), spec));
        } catch (TapSpecException e) {
            throw new IOException(spec + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Endpoint> discover() throws IOException {
        return RpcDiscovery.endpoints();
    }

    @Override
    public List<Endpoint> discover(String host) throws IOException {
        return RpcDiscovery.endpoints(host);
    }

    /** The mechanism that carries it, which is asked for by name: mechanisms know nothing of each other. */
    private static Mechanism carrier(TapSpec spec) throws TapSpecException {
        int colon = spec.listen().indexOf(':');
        String id = colon < 0 ? "" : spec.listen().substring(0, colon);
        if (!CARRIERS.contains(id)) {
            throw new TapSpecException(
                    5, "rpc runs over tcp or pipe: rpc:tcp:127.0.0.1:1350=127.0.0.1:135 or rpc:pipe:front=svcctl");
        }
        return MechanismRegistry.load()
                .byId(id)
                .orElseThrow(() -> new TapSpecException(5, "the mechanism " + id + " is missing in this program"));
    }

    private static TapSpec inner(TapSpec spec) {
        int colon = spec.listen().indexOf(':');
        Map<String, String> options = new LinkedHashMap<>(spec.options());
        NAMING.forEach(options::remove);
        return new TapSpec(
                spec.listen().substring(0, colon), spec.listen().substring(colon + 1), spec.target(), options);
    }

    private static TapSpec outer(TapSpec inner, TapSpec spec) {
        Map<String, String> options = new LinkedHashMap<>(inner.options());
        for (String option : NAMING) {
            String file = spec.option(option);
            if (file != null) {
                options.put(option, file);
            }
        }
        return new TapSpec(ID, inner.mechanism() + ":" + inner.listen(), inner.target(), options);
    }

    private static Map<String, Object> names(TapSpec spec) throws IOException {
        List<RpcInterface> all = new ArrayList<>(idl(spec.option(IDL)));
        all.addAll(typeLibrary(spec.option(TYPE_LIBRARY)));
        try {
            return IdlNames.attributes(all);
        } catch (IllegalArgumentException e) {
            throw new IOException("the names of " + spec + " can't be used: " + e.getMessage(), e);
        }
    }

    private static List<RpcInterface> typeLibrary(@Nullable String file) throws IOException {
        if (file == null) {
            return List.of();
        }
        Support refusal = WindowsOnly.refusal("type libraries", ", or give an IDL file: idl=FILE");
        if (refusal != null) {
            throw new IOException("the type library " + file + " can't be read here: " + refusal.reason());
        }
        Apartment.enter();
        return TypeLibraryNames.of(TypeLibraries.file(file));
    }

    private static List<RpcInterface> idl(@Nullable String file) throws IOException {
        if (file == null) {
            return List.of();
        }
        try {
            Path path = Path.of(file);
            if (Files.size(path) > IdlFile.MAX_SIZE) {
                throw new IOException("the IDL file " + file + " is larger than 1 MiB");
            }
            return IdlFile.parse(Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new IOException("the IDL file " + file + " can't be used: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no IDL file " + file + "; the agent reads it, give its whole path", e);
        }
    }
}
