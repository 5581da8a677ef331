package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;
import dev.ipcscope.agent.automation.TypeLibrary;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.ole.Apartment;
import dev.ipcscope.agent.win32.ole.CallerProcess;
import dev.ipcscope.agent.win32.ole.ComCall;
import dev.ipcscope.agent.win32.ole.ObjectReference;
import dev.ipcscope.agent.win32.ole.RegisteredClass;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A tap of one class: each activation by a client is a conversation. */
final class ComTap implements Tap, ClassShim.Activations {

    private final TapSpec spec;
    private final ClassName name;
    private final Recorder recorder;
    private final Types types;
    private final RealClass real;
    private final Redirection redirection;
    private final RegisteredClass registered;
    private final boolean described;
    private final Set<ObjectGraph> graphs = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ComTap(
            TapSpec spec,
            ClassName name,
            Recorder recorder,
            @Nullable TypeLibrary library,
            Redirection.Way way,
            Journal journal)
            throws IOException {
        this.spec = spec;
        this.name = name;
        this.recorder = recorder;
        this.described = library != null;
        this.types = new Types(library);
        Guid ours = new Guid(UUID.randomUUID());
        // The class object first, so that nobody is led to something that isn't there.
        this.registered = RegisteredClass.register(ours, new ClassShim(this).address());
        try {
            this.redirection = Redirection.make(journal, name, ours, way);
        } catch (IOException e) {
            registered.close();
            types.close();
            throw e;
        }
        this.real = new RealClass(name.clsid(), redirection);
    }

    /** Opens it: from now on clients that ask for the class come here. The server isn't started for that. */
    static ComTap open(TapSpec spec, Redirection.Way way, Recorder recorder, Journal journal) throws IOException {
        Apartment.enter();
        ClassName name = ClassName.find(spec.listen());
        if (name == null) {
            throw new TapWaitingException(
                    "no class " + spec.listen() + " is registered: install or register its server");
        }
        if (name.server() == null) {
            throw new IOException("class " + spec.listen()
                    + " has no server process (LocalServer32): it is loaded into its clients, so no call leaves them");
        }
        String other = name.treatedAs();
        if (other != null) {
            throw new IOException("class " + spec.listen() + " is emulated by " + other
                    + " (TreatAs): tap that one, or close the tap of another agent");
        }
        return new ComTap(spec, name, recorder, name.library(), way, journal);
    }

    @Override
    public int create(Guid iid, long[] out) {
        return closed ? real.create(iid, out) : create(iid, null, out, () -> real.create(iid, out));
    }

    @Override
    public int create(Guid iid, long licence, long[] out) {
        return closed
                ? real.create(iid, licence, out)
                : create(iid, Values.READER.bstr(licence), out, () -> real.create(iid, licence, out));
    }

    private int create(Guid iid, @Nullable String licence, long[] out, IntSupplier make) {
        Long pid = CallerProcess.pid();
        ProcessInfo client = pid == null ? ProcessInfo.UNKNOWN : ProcessInfo.ofPid(pid);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("class", name.name());
        attributes.put("clsid", name.clsid().toString());
        ConversationLog log = recorder.open(null, name.name(), client, ProcessInfo.UNKNOWN, attributes);
        ObjectGraph graph = new ObjectGraph(types, new CallLog(log), graphs::remove);
        graphs.add(graph);
        Call.Given given = new Call.Given();
        given.add("interface", "IID", types.nameOf(iid));
        if (licence != null) {
            given.add("licence", "BSTR", licence);
        }
        Call call = graph.calls().beginActivation(given, licence != null);
        int answer = make.getAsInt();
        if (HResult.failed(answer) || out[0] == 0) {
            call.end(answer, null, Map.of());
            graph.end("no object was made");
            return answer;
        }
        lookAround(graph, out[0], iid, pid);
        out[0] = graph.wrap(out[0], iid, types.ofClass(name.clsid()), Side.SERVER);
        Call.Returned returned = new Call.Returned();
        returned.result("object", graph.values().reader().object(out[0]));
        call.end(answer, returned, Map.of());
        if (Face.at(out[0]) == null) {
            graph.calls().event(Direction.NONE, Map.of(), "the object can't be followed: its calls pass by unseen");
            graph.end("not followed");
        }
        return answer;
    }

    /** Names both processes, beside the call. */
    private void lookAround(ObjectGraph graph, long object, Guid iid, @Nullable Long client) {
        ComCall.addRef(object);
        RelayThreads.run("com processes", () -> {
            Long server = ObjectReference.processOf(object, iid);
            ComCall.release(object);
            ProcessLookup lookup = ProcessLookup.ofThisMachine();
            graph.calls()
                    .log()
                    .processes(
                            client == null ? null : lookup.describe(client),
                            server == null ? null : lookup.describe(server));
        });
        if (client != null) {
            ProcessHandle.of(client).ifPresent(process -> {
                var unused = process.onExit().thenRun(() -> graph.end("the client's process ended"));
            });
        }
    }

    @Override
    public int lock(boolean lock) {
        return real.lock(lock);
    }

    @Override
    public boolean isLicensed() {
        return real.isLicensed();
    }

    @Override
    public int licence(int slot, Object[] arguments) {
        return real.licence(slot, arguments);
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return name.name();
    }

    @Override
    public int conversations() {
        return graphs.size();
    }

    @Override
    public String note() {
        String trouble = redirection.trouble();
        return !trouble.isEmpty()
                ? trouble
                : described ? "" : "no type library is registered for this class: calls by name alone are seen";
    }

    @Override
    public void close() {
        closed = true;
        redirection.undo();
        registered.close();
        // Clients keep their objects, whose calls go on unrecorded.
        List.copyOf(graphs).forEach(graph -> graph.end("the tap was closed"));
        real.close();
        types.close();
    }
}
