package dev.ipcscope.server.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Connections to one target through a tap, one after the other on several threads, until it is stopped. */
final class RandomStreams implements AutoCloseable {

    private static final int AT_ONCE = 4;

    private final ServerSocketChannel listener;
    private final long seed;
    private final AtomicLong next;
    private final Map<Long, RandomStream> streams = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "soak");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stop;

    private RandomStreams(ServerSocketChannel listener, long firstNumber, long seed) {
        this.listener = listener;
        this.next = new AtomicLong(firstNumber);
        this.seed = seed;
        threads.execute(this::accept);
    }

    static RandomStreams tcp(long firstNumber, long seed) throws IOException {
        return new RandomStreams(
                ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)), firstNumber, seed);
    }

    static RandomStreams unix(Path path, long firstNumber, long seed) throws IOException {
        return new RandomStreams(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)),
                firstNumber,
                seed);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** Begins to connect to this front. */
    void start(SocketAddress front) {
        for (int i = 0; i < AT_ONCE; i++) {
            threads.execute(() -> {
                while (!stop) {
                    RandomStream stream = new RandomStream(next.getAndIncrement());
                    streams.put(stream.number(), stream);
                    stream.runClient(front, seed ^ stream.number());
                }
            });
        }
    }

    /** Lets the connections end and waits for it. */
    List<RandomStream> stop() throws IOException, InterruptedException {
        stop = true;
        threads.shutdown();
        TimeUnit.SECONDS.sleep(1); // the last connections reach the listener
        listener.close();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new AssertionError("connections did not end in a minute");
        }
        return List.copyOf(streams.values());
    }

    @Override
    public void close() throws IOException {
        stop = true;
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                Thread serve = new Thread(() -> serve(channel), "soak server");
                serve.setDaemon(true);
                serve.start();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SocketChannel channel) {
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES);
        try {
            while (head.hasRemaining()) {
                if (channel.read(head) < 0) {
                    channel.close();
                    return;
                }
            }
        } catch (IOException e) {
            return; // reset before it said anything
        }
        RandomStream stream = streams.get(head.flip().getLong());
        if (stream != null) {
            stream.runServer(channel, seed ^ ~stream.number());
        }
    }
}
