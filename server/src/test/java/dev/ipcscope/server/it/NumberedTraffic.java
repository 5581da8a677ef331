package dev.ipcscope.server.it;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that keeps all it receives and clients that send it numbered records until they are stopped or hung up on.
 * A record is {@code u32 client, u64 number, 52 bytes}; the server echoes nothing.
 */
final class NumberedTraffic implements AutoCloseable {

    static final int RECORD = 64;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<Integer, ByteArrayOutputStream> received = new ConcurrentHashMap<>();
    private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean stop;

    NumberedTraffic() throws IOException {
        Thread acceptor = new Thread(this::accept, "target");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Where the server listens. */
    String target() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Starts a client that sends a record about each pause. */
    void client(int number, int port, long pauseNanos) {
        Thread client = new Thread(() -> send(number, port, pauseNanos), "client " + number);
        client.setDaemon(true);
        clients.add(client);
        client.start();
    }

    /** Lets the clients end and waits until the server has read everything. */
    void stop() throws InterruptedException {
        stop = true;
        awaitEnd();
    }

    /** Waits until all clients were hung up on and the server has read everything. */
    void awaitEnd() throws InterruptedException {
        for (Thread client : clients) {
            client.join(120_000);
        }
        List<Thread> all;
        synchronized (readers) {
            all = List.copyOf(readers);
        }
        for (Thread reader : all) {
            reader.join(120_000);
        }
    }

    /** How many whole records the client has written. */
    long sent(int client) {
        return sent.getOrDefault(client, 0L);
    }

    /** All bytes the server has from this client. */
    byte[] received(int client) {
        ByteArrayOutputStream bytes = received.get(client);
        return bytes == null ? new byte[0] : bytes.toByteArray();
    }

    /** The bytes of so many records of a client. */
    static byte[] records(int client, long count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (long number = 0; number < count; number++) {
            all.writeBytes(record(client, number));
        }
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        stop = true;
        server.close();
    }

    private static byte[] record(int client, long number) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(client);
            out.writeLong(number);
            for (int i = 12; i < RECORD; i++) {
                out.write((int) (number * 31 + i));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread reader = new Thread(() -> read(socket), "target reader");
                reader.setDaemon(true);
                synchronized (readers) {
                    readers.add(reader);
                }
                reader.start();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void read(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] first = in.readNBytes(4);
            if (first.length < 4) {
                return;
            }
            int client = new DataInputStream(new java.io.ByteArrayInputStream(first)).readInt();
            ByteArrayOutputStream all = received.computeIfAbsent(client, c -> new ByteArrayOutputStream());
            all.writeBytes(first);
            byte[] buffer = new byte[8192];
            for (int got = in.read(buffer); got > 0; got = in.read(buffer)) {
                all.write(buffer, 0, got);
            }
        } catch (IOException e) {
            // reset by the other side: what came before counts
        }
    }

    private void send(int number, int port, long pauseNanos) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            long next = System.nanoTime();
            for (long record = 0; !stop; record++) {
                socket.getOutputStream().write(record(number, record));
                sent.put(number, record + 1);
                next += pauseNanos;
                java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            // hung up on: what was sent before counts
        }
    }
}
