package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.front.FrontFile;
import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Credentials;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.relay.Buffers;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.GateSlot;
import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Receives at the front and sends to the target, one thread for all senders, so that their order stays. A full queue of
 * the server makes that thread wait, then the front's queue fills, then the senders wait. A conversation is a sender:
 * its process and, if it has one, its name.
 */
final class DatagramTap implements Tap {
    private static final System.Logger LOG = System.getLogger(DatagramTap.class.getName());
    private static final long CLOSE_MILLIS = 2_000;
    private static final long LOOK_NANOS = 500_000_000;

    private final TapSpec spec;
    private final Front front;
    private final UnixSocket unnamed;
    private final Target target;
    private final Recorder recorder;
    private final GateSlot gates = new GateSlot();
    private final Map<Sender, DatagramConversation> conversations = new ConcurrentHashMap<>();
    private final Thread reader;
    private final Thread housekeeper;
    private volatile boolean closed;
    private volatile String complaint = "";

    private DatagramTap(TapSpec spec, Front front, UnixSocket unnamed, Target target, Recorder recorder) {
        this.spec = spec;
        this.front = front;
        this.unnamed = unnamed;
        this.target = target;
        this.recorder = recorder;
        this.reader = RelayThreads.start("unix " + spec.listen(), this::relay);
        this.housekeeper = RelayThreads.start("unix senders " + spec.listen(), this::lookForGoneSenders);
    }

    /** Receives from the moment that this returns. */
    static DatagramTap open(TapSpec spec, Target target, Recorder recorder, FrontRegistry registry) throws IOException {
        UnixSocket unnamed = UnixSocket.open(Type.DGRAM);
        Front front = null;
        try {
            unnamed.sendTimeout(1);
            front = Front.bind(spec.listen(), target, registry);
            front.socket().passCredentials();
            front.socket().sendTimeout(1);
            return new DatagramTap(spec, front, unnamed, target, recorder);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            unnamed.close();
            if (front != null) {
                front.close();
            }
            throw e;
        }
    }

    private void relay() {
        UnixMessages in = new UnixMessages();
        try (Chunk chunk = new Chunk(Buffers.shared())) {
            while (true) {
                chunk.space();
                in.receive(
                        front.socket().fd(),
                        chunk.space(in.nextLength(front.socket().fd())));
                Credentials from = in.credentials();
                if (from == null) {
                    return; // each message has credentials, the end has none
                }
                if (in.descriptors().length > 0 || in.lostDescriptors()) {
                    chunk.attach(new Descriptors(in.descriptors(), in.lostDescriptors()));
                }
                chunk.filledNow();
                pass(new Sender(in.sender(), from.pid()), from, chunk);
                chunk.recycle();
            }
        } catch (ErrnoException e) {
            if (!closed) {
                complaint = "nothing more can be received: " + e.getMessage();
                LOG.log(Level.ERROR, "tap {0}: {1}", spec.listen(), complaint);
            }
        }
    }

    private void pass(Sender sender, Credentials from, Chunk chunk) {
        try {
            DatagramConversation conversation = conversations.get(sender);
            while (conversation == null || !conversation.toServer(chunk, from)) {
                conversation = new DatagramConversation(sender, from, this);
                conversations.put(sender, conversation);
            }
            complaint = "";
        } catch (ErrnoException e) {
            if (complaint.isEmpty()) {
                complaint = "a datagram was lost, since no socket could be made for its sender: " + e.getMessage();
                LOG.log(Level.WARNING, "tap {0}: {1}", spec.listen(), complaint);
            }
            ConversationLog lost = recorder.open(null, target.address().toString());
            lost.gap(1L, complaint);
            lost.close(Details.NONE);
        }
    }

    private void lookForGoneSenders() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_NANOS);
            for (DatagramConversation conversation : conversations.values()) {
                if (!closed && conversation.senderIsGone()) {
                    endIfQuiet(conversation);
                }
            }
        }
    }

    /** Ends a conversation whose sender is gone; a later datagram of an equal one begins another. */
    void endIfQuiet(DatagramConversation conversation) {
        if (conversation.closeIfQuiet("closed by client")) {
            conversations.remove(conversation.sender(), conversation);
        }
    }

    UnixSocket frontSocket() {
        return front.socket();
    }

    UnixSocket unnamedSocket() {
        return unnamed;
    }

    Target target() {
        return target;
    }

    Recorder recorder() {
        return recorder;
    }

    GateSlot gates() {
        return gates;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return spec.listen();
    }

    @Override
    public int conversations() {
        return conversations.size();
    }

    @Override
    public String note() {
        return FrontFile.joined(front.note(), complaint);
    }

    @Override
    public void close() {
        front.stop();
        join(reader); // what had arrived is still passed on
        closed = true;
        LockSupport.unpark(housekeeper);
        join(reader);
        join(housekeeper);
        conversations.values().forEach(conversation -> conversation.close("tap closed"));
        conversations.clear();
        front.close();
        unnamed.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
