package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.HangUps;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Side;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.linux.UnixStreamReader;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One side of a relayed connection, stream or seqpacket.
 *
 * <p>An end that was a full close (not just the end of sending) is passed on as one, so that the other's next write
 * fails as it would have.
 */
final class UnixConnection implements Connection {
    private static final int[] NONE = {};

    private final UnixSocket socket;
    private final boolean messages;
    private final UnixMessages in = new UnixMessages();
    private final UnixStreamReader stream;
    private final UnixMessages out = new UnixMessages();
    private @Nullable UnixConnection partner;
    private final Runnable spoke;
    private int reads;
    private volatile boolean peerGone;
    private volatile boolean finished;

    /** @param spoke run once, when the first bytes that came were passed on */
    UnixConnection(UnixSocket socket, Type type, Runnable spoke) throws ErrnoException {
        this.socket = socket;
        this.spoke = spoke;
        this.messages = type == Type.SEQPACKET;
        this.stream = new UnixStreamReader(socket.fd(), in);
        if (messages) {
            socket.passTimes();
        }
    }

    /** Lets both know each other. */
    static void pair(UnixConnection one, UnixConnection other) {
        one.partner = other;
        other.partner = one;
    }

    @Override
    public int read(Chunk chunk) throws IOException {
        if (reads < 2 && ++reads == 2) {
            spoke.run();
        }
        ByteBuffer space = messages ? spaceForMessage(chunk) : spaceInStream(chunk);
        if (!messages && !space.hasRemaining()) {
            return end();
        }
        int read = in.receive(socket.fd(), space);
        int[] descriptors = in.descriptors();
        if (descriptors.length > 0 || in.lostDescriptors()) {
            chunk.attach(new Descriptors(descriptors, in.lostDescriptors()));
        }
        if (read > 0 || messages && in.wasMessage()) {
            return read;
        }
        return end();
    }

    private int end() {
        peerGone = socket.peerIsGone();
        return END;
    }

    private ByteBuffer spaceForMessage(Chunk chunk) throws IOException {
        chunk.space();
        return chunk.space(in.nextLength(socket.fd()));
    }

    /** Descriptors are passed on with the bytes they came with, and these as one piece, as they were sent. */
    private ByteBuffer spaceInStream(Chunk chunk) throws IOException {
        ByteBuffer space = chunk.space();
        int next = stream.next(space);
        if (next > space.remaining()) {
            space = chunk.space(next);
            next = stream.next(space);
        }
        return space.limit(next);
    }

    @Override
    public void write(Chunk chunk) throws IOException {
        ByteBuffer bytes = direct(chunk.bytes());
        int[] descriptors = chunk.attachment() instanceof Descriptors passed ? passed.numbers() : NONE;
        if (messages) {
            writeMessage(bytes, descriptors);
            return;
        }
        while (bytes.hasRemaining()) {
            send(bytes, descriptors);
            descriptors = NONE;
        }
    }

    /**
     * Also waits while as many descriptors of our user are on their way as it may have open (unix(7), ETOOMANYREFS): the
     * sender, whose own they were, wasn't refused. Ends with EPIPE when this connection does.
     */
    private void send(ByteBuffer bytes, int[] descriptors) throws ErrnoException {
        while (true) {
            try {
                out.send(socket.fd(), bytes, descriptors, null, null);
                return;
            } catch (ErrnoException e) {
                if (e.errno() != ErrnoException.ETOOMANYREFS || socket.peerIsGone()) {
                    throw e;
                }
                LockSupport.parkNanos(Descriptors.REST_NANOS);
            }
        }
    }

    private void writeMessage(ByteBuffer bytes, int[] descriptors) throws IOException {
        try {
            send(bytes, descriptors);
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.EMSGSIZE) {
                throw e;
            }
            socket.allowMessagesOf(2 * bytes.remaining()); // its sender has a larger buffer than we
            send(bytes, descriptors);
        }
    }

    static ByteBuffer direct(ByteBuffer bytes) {
        return bytes.isDirect()
                ? bytes
                : ByteBuffer.allocateDirect(bytes.remaining())
                        .put(bytes.duplicate())
                        .flip();
    }

    @Override
    public void finish() {
        finished = true;
        UnixConnection other = partner;
        socket.shutdown(other != null && other.peerGone ? Side.BOTH : Side.WRITE);
    }

    @Override
    public void stopReading() {
        socket.shutdown(Side.READ);
    }

    @Override
    public boolean endedReceivingOnly(Connection writer) {
        UnixConnection other = partner;
        boolean only = !socket.peerIsGone() && other != null && !other.socket.peerIsGone();
        if (only) {
            writer.stopReading();
        }
        return only;
    }

    /** A hang-up; the same is told when this end has finished, too. */
    @Override
    public void onBreak(Runnable action) {
        try {
            HangUps.ofThisProcess().watch(socket.fd(), events -> {
                if (!finished) {
                    action.run();
                }
            });
        } catch (ErrnoException e) {
            // then the next write will tell
        }
    }

    @Override
    public void abort() {
        finished = true;
        socket.shutdown(Side.BOTH);
    }

    @Override
    public void close() {
        socket.close();
        stream.close();
    }
}
