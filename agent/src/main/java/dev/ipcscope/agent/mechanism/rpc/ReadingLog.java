package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says with each message what it means. Any number of threads; what they record is read in the order of recording. */
final class ReadingLog implements ConversationLog {

    /** The PDUs of a message in one line; interface, operation and its number are those of the first call in it. */
    static final String PDU = "pdu";

    static final String INTERFACE = "interface";
    static final String OPERATION = "operation";
    static final String NUMBER = "operationNumber";

    private static final System.Logger LOG = System.getLogger(ReadingLog.class.getName());
    private static final Map<String, String> FIELDS = Map.of(
            "dcerpc.interface", INTERFACE,
            "dcerpc.operation", OPERATION,
            "dcerpc.opnum", NUMBER);

    private final ConversationLog inner;
    private final RpcStream stream = new RpcStream(Interfaces.WELL_KNOWN);
    private boolean broken;

    ReadingLog(ConversationLog inner, List<RpcInterface> names) {
        this.inner = inner;
        stream.learn(names);
    }

    @Override
    public long number() {
        return inner.number();
    }

    @Override
    public synchronized void record(
            Kind kind, Direction direction, long mono, long length, @Nullable ByteBuffer bytes, Details details) {
        Details said = kind == Kind.DATA && bytes != null && bytes.hasRemaining() && !broken
                ? read(direction, length, bytes, details)
                : details;
        inner.record(kind, direction, mono, length, bytes, said);
    }

    private Details read(Direction direction, long length, ByteBuffer bytes, Details details) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        try {
            Said said = new Said();
            stream.feed(new Payload(direction, copy, length), said);
            return said.isKnown() ? with(details, said.decoded("")) : details;
        } catch (RuntimeException | StackOverflowError e) {
            // The bytes may be of any kind; they are recorded all the same.
            broken = true;
            LOG.log(Level.WARNING, "a conversation isn''t read any further: {0}", e.toString());
            return details;
        }
    }

    private static Details with(Details details, Decoded decoded) {
        Map<String, Object> all = new HashMap<>(details.attributes());
        all.put(PDU, decoded.summary());
        for (Field field : decoded.fields()) {
            String name = FIELDS.get(field.name());
            if (name != null) {
                all.putIfAbsent(name, field.value());
            }
        }
        return new Details(details.error(), details.gap(), details.ranges(), all);
    }

    @Override
    public void processes(@Nullable ProcessInfo client, @Nullable ProcessInfo server) {
        inner.processes(client, server);
    }

    @Override
    public boolean lostSinceLastAsked() {
        return inner.lostSinceLastAsked();
    }

    @Override
    public void close(Details details) {
        inner.close(details);
    }
}
