package dev.ipcscope.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/** A UDP server that acknowledges readings: text by text, binary by binary. */
final class SensorListener implements Sample {

    @Override
    public String name() {
        return "sensor-listener";
    }

    @Override
    public String help() {
        return "UDP server at HOST:PORT, acknowledges readings";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(options.socket());
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            out.println("listening " + options.socket().getHostString() + ":" + port);
            ByteBuffer datagram = ByteBuffer.allocate(65_536);
            while (true) {
                var sender = channel.receive(datagram.clear());
                channel.send(answer(datagram.flip()), sender);
            }
        }
    }

    static ByteBuffer answer(ByteBuffer reading) {
        if (reading.remaining() == SensorTalker.BINARY_SIZE && reading.get(0) == SensorTalker.BINARY) {
            return ByteBuffer.allocate(5)
                    .put(SensorTalker.ACK)
                    .putInt(reading.getInt(1))
                    .flip();
        }
        String text = StandardCharsets.UTF_8.decode(reading).toString();
        return StandardCharsets.UTF_8.encode("ack " + text.split(" ", 2)[0]);
    }
}
