package dev.ipcscope.agent.mechanism.fifo;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.FifoHolders;
import dev.ipcscope.agent.process.FifoHolders.End;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Flow;
import dev.ipcscope.agent.relay.Lane;
import dev.ipcscope.agent.relay.Sink;
import dev.ipcscope.agent.tap.ConversationLog;
import java.io.IOException;
import java.util.Map;

/** From a writer's first byte until the last writer has closed. */
final class FifoConversation {
    private static final long LOOK_NANOS = 1_000_000_000;

    private final FifoTap tap;
    private final ConversationLog log;
    private final Lane lane;
    private long looked;
    private volatile boolean several;

    FifoConversation(FifoTap tap, Sink sink) {
        this.tap = tap;
        this.log = tap.recorder().open(tap.frontName(), tap.realName());
        this.lane = new Lane(Direction.CLIENT_TO_SERVER, sink, Flow.of(log, tap.recorder(), tap.gates()));
        look();
    }

    void pass(Chunk chunk) throws IOException {
        lane.pass(chunk);
        if (System.nanoTime() - looked > LOOK_NANOS) {
            look(); // another writer may have joined
        }
    }

    private void look() {
        looked = System.nanoTime();
        try {
            FileInfo front = FileInfo.of(tap.frontName());
            FileInfo real = FileInfo.of(tap.realName());
            if (front != null) {
                FifoHolders.ask(front)
                        .thenAccept(holders -> tellWriter(FifoHolders.only(holders, End.WRITER), holders.size()));
            }
            if (real != null) {
                FifoHolders.ask(real).thenAccept(holders -> log.processes(null, FifoHolders.only(holders, End.READER)));
            }
        } catch (ErrnoException e) {
            several = true; // unknown
        }
    }

    /** Once there were several writers it can't be told any more which bytes are whose. */
    private void tellWriter(ProcessInfo writer, int holders) {
        several |= holders > 0 && writer.pid() == null;
        if (several || writer.pid() != null) {
            log.processes(several ? ProcessInfo.UNKNOWN : writer, null);
        }
    }

    void readerGone(String text) {
        error(ErrnoException.EPIPE, "the reader of " + tap.realName() + " is gone: " + text);
    }

    /** The tap closes while bytes are on their way. */
    void unread(int bytes) {
        error(
                0,
                "the tap closed while nobody read " + tap.realName() + " any further: of the last " + bytes
                        + " bytes not all have reached it");
    }

    private void error(int code, String text) {
        log.error(Direction.CLIENT_TO_SERVER, code, text);
    }

    void close(String how) {
        log.close(Details.of(Map.of("end", how, "bytesToServer", lane.bytes())));
    }
}
