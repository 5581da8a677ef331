package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.UnixAddress;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One end of a native Unix socket, as a program would use it. */
final class Talker implements AutoCloseable {
    private static final ThreadLocal<ByteBuffer> SPACE =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(1 << 20));

    final UnixSocket socket;
    final UnixMessages io = new UnixMessages();

    Talker(UnixSocket socket) {
        this.socket = socket;
    }

    static Talker listen(Type type, String name) throws IOException {
        UnixSocket socket = UnixSocket.open(type);
        socket.bind(UnixAddress.of(name));
        if (type != Type.DGRAM) {
            socket.listen(4096);
        }
        return new Talker(socket);
    }

    static Talker connect(Type type, String name) throws IOException {
        UnixSocket socket = UnixSocket.open(type);
        socket.connect(UnixAddress.of(name), () -> true);
        return new Talker(socket);
    }

    Talker accept() throws IOException {
        return new Talker(socket.accept());
    }

    void send(String text, int... descriptors) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8), descriptors);
    }

    void send(byte[] bytes, int... descriptors) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        do {
            io.send(socket.fd(), buffer, descriptors, null, null);
        } while (buffer.hasRemaining());
    }

    void sendTo(String text, UnixAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        io.send(socket.fd(), ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), new int[0], null, to);
    }

    /** One receive of up to 1 MiB; empty at the end. */
    byte[] receive() throws IOException {
        ByteBuffer buffer = SPACE.get().clear();
        io.receive(socket.fd(), buffer);
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    String receiveText() throws IOException {
        return new String(receive(), StandardCharsets.UTF_8);
    }

    /** Everything up to the end. */
    byte[] receiveAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] some = receive(); some.length > 0; some = receive()) {
            all.writeBytes(some);
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
