package dev.ipcscope.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recorder that keeps all it is given in memory, in the order of the calls. Any number of threads. Under
 * {@link Policy#BLOCK} it records first, as the outbox does.
 */
public final class RecordedMessages implements Recorder {

    private final Policy policy;
    private final long keep;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Log> logs = new ArrayList<>();
    private long totalBytes;

    /** What was recorded. The payload is a copy. */
    public record Entry(
            Log conversation,
            Kind kind,
            Direction direction,
            long mono,
            long length,
            ByteBuffer payload,
            Details details) {

        /** The payload as bytes. */
        public byte[] bytes() {
            byte[] bytes = new byte[payload.remaining()];
            payload.duplicate().get(bytes);
            return bytes;
        }
    }

    /** Keeps everything under {@code policy=gap}. */
    public RecordedMessages() {
        this(Policy.GAP, Long.MAX_VALUE);
    }

    /** Keeps at most so many bytes of each payload. */
    public RecordedMessages(Policy policy, long keep) {
        this.policy = policy;
        this.keep = keep;
    }

    @Override
    public boolean recordsFirst() {
        return policy == Policy.BLOCK;
    }

    @Override
    public synchronized ConversationLog open(
            @Nullable String clientAddress,
            @Nullable String serverAddress,
            ProcessInfo client,
            ProcessInfo server,
            Map<String, Object> attributes) {
        Log log = new Log(logs.size() + 1, clientAddress, serverAddress, client, server);
        logs.add(log);
        log.record(Kind.OPEN, Direction.NONE, ConversationLog.now(), 0, null, Details.of(attributes));
        return log;
    }

    /** All so far, a copy. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Those of a kind so far. */
    public List<Entry> entries(Kind kind) {
        return entries().stream().filter(entry -> entry.kind() == kind).toList();
    }

    /** The conversations in the order in which they were opened, a copy. */
    public synchronized List<Log> conversations() {
        return List.copyOf(logs);
    }

    /** Sum of the lengths of all messages so far. */
    public synchronized long totalBytes() {
        return totalBytes;
    }

    /** So many questions of the client, each followed by its answer, in the order of the records and of their times. */
    public static void assertTurns(Log log, int rounds) {
        List<Entry> data = log.entries().stream()
                .filter(entry -> entry.kind() == Kind.DATA)
                .toList();
        assertThat(data).hasSize(2 * rounds);
        for (int i = 0; i < data.size(); i++) {
            assertThat(data.get(i).direction())
                    .as("record %d", i)
                    .isEqualTo(i % 2 == 0 ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT);
        }
        assertThat(data).extracting(Entry::mono).isSorted();
    }

    /** One conversation. */
    public final class Log implements ConversationLog {
        private final long number;
        private final @Nullable String clientAddress;
        private final @Nullable String serverAddress;
        private volatile ProcessInfo client;
        private volatile ProcessInfo server;
        private boolean closed;

        Log(
                long number,
                @Nullable String clientAddress,
                @Nullable String serverAddress,
                ProcessInfo client,
                ProcessInfo server) {
            this.number = number;
            this.clientAddress = clientAddress;
            this.serverAddress = serverAddress;
            this.client = client;
            this.server = server;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public void record(
                Kind kind, Direction direction, long mono, long length, @Nullable ByteBuffer bytes, Details details) {
            byte[] copy = new byte[bytes == null ? 0 : (int) Math.min(keep, bytes.remaining())];
            if (bytes != null) {
                bytes.duplicate().get(copy);
            }
            synchronized (RecordedMessages.this) {
                if (!closed) {
                    totalBytes += length;
                    entries.add(new Entry(
                            this,
                            kind,
                            direction,
                            mono,
                            length,
                            ByteBuffer.wrap(copy).asReadOnlyBuffer(),
                            details));
                }
            }
        }

        @Override
        public void processes(@Nullable ProcessInfo newClient, @Nullable ProcessInfo newServer) {
            if (newClient != null) {
                client = newClient;
            }
            if (newServer != null) {
                server = newServer;
            }
        }

        @Override
        public boolean lostSinceLastAsked() {
            return false;
        }

        @Override
        public void close(Details details) {
            synchronized (RecordedMessages.this) {
                record(Kind.CLOSE, Direction.NONE, ConversationLog.now(), 0, null, details);
                closed = true;
            }
        }

        /** True after {@link #close}. */
        public boolean isClosed() {
            synchronized (RecordedMessages.this) {
                return closed;
            }
        }

        /** Where the client came from, or null. */
        public @Nullable String clientAddress() {
            return clientAddress;
        }

        /** Where the server is reached, or null. */
        public @Nullable String serverAddress() {
            return serverAddress;
        }

        /** The client as known now. */
        public ProcessInfo client() {
            return client;
        }

        /** The server as known now. */
        public ProcessInfo server() {
            return server;
        }

        /** Its messages so far. */
        public List<Entry> entries() {
            return RecordedMessages.this.entries().stream()
                    .filter(entry -> entry.conversation() == this)
                    .toList();
        }

        /** All data of one direction in one piece. */
        public byte[] stream(Direction direction) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Entry entry : entries()) {
                if (entry.kind() == Kind.DATA && entry.direction() == direction) {
                    all.writeBytes(entry.bytes());
                }
            }
            return all.toByteArray();
        }
    }
}
