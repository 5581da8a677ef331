package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.memory.MemoryImage;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Recorder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what a tap records in memory, and rebuilds the file from it as the package's description says. */
final class RecordedWatch implements Recorder {

    record Entry(int conversation, Kind kind, byte[] payload, Details details) {}

    private final List<Entry> entries = new ArrayList<>();
    private int conversations;
    private boolean lost;
    private ProcessInfo client = ProcessInfo.UNKNOWN;
    private ProcessInfo server = ProcessInfo.UNKNOWN;
    private final MemoryImage image = new MemoryImage();

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    synchronized List<Entry> of(Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).toList();
    }

    /** The file as the messages so far make it. */
    synchronized byte[] rebuilt() {
        return image.copy(0, image.size());
    }

    synchronized void lose() {
        lost = true;
    }

    /** The client of the conversation that was opened last. */
    synchronized ProcessInfo client() {
        return client;
    }

    synchronized ProcessInfo server() {
        return server;
    }

    @Override
    public boolean recordsFirst() {
        return false;
    }

    @Override
    public synchronized ConversationLog open(
            @Nullable String clientAddress,
            @Nullable String serverAddress,
            ProcessInfo newClient,
            ProcessInfo newServer,
            Map<String, Object> attributes) {
        client = newClient;
        int number = ++conversations;
        add(new Entry(number, Kind.OPEN, new byte[0], Details.of(attributes)));
        return new Log(number);
    }

    private synchronized void add(Entry entry) {
        entries.add(entry);
        if (entry.kind() == Kind.SNAPSHOT) {
            image.apply(entry.details(), entry.payload());
        }
    }

    private final class Log implements ConversationLog {

        private final int number;

        Log(int number) {
            this.number = number;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public void record(
                Kind kind, Direction direction, long mono, long length, @Nullable ByteBuffer bytes, Details details) {
            byte[] payload = new byte[bytes == null ? 0 : bytes.remaining()];
            if (bytes != null) {
                bytes.duplicate().get(payload);
            }
            add(new Entry(number, kind, payload, details));
        }

        @Override
        public void processes(@Nullable ProcessInfo newClient, @Nullable ProcessInfo newServer) {
            synchronized (RecordedWatch.this) {
                client = newClient == null ? client : newClient;
                server = newServer == null ? server : newServer;
            }
        }

        @Override
        public boolean lostSinceLastAsked() {
            synchronized (RecordedWatch.this) {
                boolean was = lost;
                lost = false;
                return was;
            }
        }

        @Override
        public void close(Details details) {
            add(new Entry(number, Kind.CLOSE, new byte[0], details));
        }
    }
}
