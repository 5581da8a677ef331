package dev.ipcscope.agent.mechanism.unix;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.Linux;
import dev.ipcscope.agent.linux.UnixAddress;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.Rehearsing;
import dev.ipcscope.agent.mechanism.Support;
import dev.ipcscope.agent.relay.RehearsedTalks;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code unix:/run/front.sock=/run/real.sock}, {@code unix:@front=@real}; {@code ?type=stream|datagram|seqpacket}. */
@AutoService(Mechanism.class)
public final class UnixMechanism implements Mechanism, Rehearsing {
    private final FrontRegistry registry;

    /** With the fronts of this user. */
    public UnixMechanism() {
        this(FrontRegistry.ofThisUser());
    }

    UnixMechanism(FrontRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String id() {
        return "unix";
    }

    @Override
    public String title() {
        return "Unix socket";
    }

    @Override
    public int hue() {
        return 5;
    }

    @Override
    public Shape shape() {
        return Shape.STREAM;
    }

    @Override
    public Support support() {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return Support.no(onWindows());
        }
        String problem = Linux.problem();
        if (!problem.isEmpty()) {
            return Support.no(problem);
        }
        return Support.limited(
                "A server behind a Unix socket tap sees the agent's process and user as its peer (SO_PEERCRED): one that"
                        + " lets users in by that lets all in as the agent's user.",
                "Credentials sent along (SCM_CREDENTIALS) are passed on with datagrams only, and only by an agent that"
                        + " runs as root; else the server sees the agent's.",
                "A close with bytes unread reaches the other side as an end and then EPIPE; as ECONNRESET only when that"
                        + " side has bytes on the way, too.",
                "That one side ended its receiving (SHUT_RD) is known only by a write: the other side's next one is still"
                        + " taken, and refused after that.",
                "Urgent bytes (MSG_OOB) aren't passed on and not recorded; those around them are.",
                "While as many passed descriptors wait unread as the agent may have files open (ulimit -n), further ones"
                        + " wait in the tap, unless the agent runs as root.",
                "Once its server was there the front stays: a client that comes while the server is away is connected and"
                        + " hung up, and the tap records why.",
                "Senders to a datagram front see no error when its server is gone; the tap records it.");
    }

    /** Windows has stream sockets with a path since 10 1803, Java for it since 16; our taps need Linux' own calls. */
    private static String onWindows() {
        try {
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
            return "programs can use Unix sockets on this Windows, but their taps exist on Linux only: tap what they speak over TCP or a named pipe instead";
        } catch (UnsupportedOperationException | IOException e) {
            return "this Windows, or this Java on it, has no Unix sockets (they came with Windows 10 1803 and Java 16),"
                    + " and their taps exist on Linux only";
        }
    }

    @Override
    public TapSpec check(TapSpec spec) throws TapSpecException {
        spec.allowOptions(Set.of("type"));
        type(spec);
        name(spec.listen(), "the front");
        String target = spec.target();
        if (target == null) {
            throw new TapSpecException(
                    0, "unix needs a front and the real socket: unix:/run/front.sock=/run/real.sock");
        }
        name(target, "the real socket");
        if (target.equals(spec.listen())) {
            throw new TapSpecException(0, "the front and the real socket are the same: " + target);
        }
        return spec;
    }

    private static void name(String name, String what) throws TapSpecException {
        if (name.isEmpty() || name.equals("@") || name.charAt(0) != '@' && name.charAt(0) != '/') {
            throw new TapSpecException(0, what + " is an absolute path or @name, not '" + name + "'");
        }
        try {
            UnixAddress.of(name);
        } catch (IOException e) {
            throw new TapSpecException(0, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Type type(TapSpec spec) throws TapSpecException {
        String word = spec.option("type");
        if (word == null) {
            return null;
        }
        for (Type type : Type.values()) {
            if (Target.word(type).equals(word) || type.name().equalsIgnoreCase(word)) {
                return type;
            }
        }
        throw new TapSpecException(0, "type is stream, datagram or seqpacket, not '" + word + "'");
    }

    @Override
    public Tap open(TapSpec spec, Recorder recorder) throws IOException {
        String name = spec.target();
        if (name == null) {
            throw new IOException("unix needs the real socket after '='");
        }
        Target target;
        try {
            target = Target.find(name, type(spec));
        } catch (TapSpecException e) {
            throw new IOException(e.getMessage(), e);
        }
        return target.type() == Type.DGRAM
                ? DatagramTap.open(spec, target, recorder, registry)
                : StreamTap.open(spec, target, recorder, registry);
    }

    @Override
    public List<Endpoint> discover() {
        return Discovery.endpoints(Target.table());
    }

    @Override
    public void rehearse(Stage stage) throws IOException {
        Path real = stage.folder().resolve("real");
        Path front = stage.folder().resolve("front");
        FrontRegistry own = new FrontRegistry(stage.folder().resolve("fronts"));
        TapSpec spec = new TapSpec(id(), front.toString(), real.toString(), Map.of());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(real));
            Target target = Target.find(real.toString(), Type.STREAM);
            try (Tap tap = StreamTap.open(spec, target, stage.recorder(spec), own)) {
                new RehearsedTalks(UnixDomainSocketAddress.of(tap.endpoint()), server).run();
            }
        }
    }
}
