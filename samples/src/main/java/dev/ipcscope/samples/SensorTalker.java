package dev.ipcscope.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A UDP client that sends readings, by turns as text and as a small binary record. */
final class SensorTalker implements Sample {

    /** First byte of a binary reading: then u32 number, f32 degrees, u8 humidity, big-endian. */
    static final byte BINARY = 0x52;

    static final int BINARY_SIZE = 10;

    /** First byte of a binary acknowledgement: then u32 number. */
    static final byte ACK = 0x41;

    private static final int PATIENCE_MILLIS = 1000;

    @Override
    public String name() {
        return "sensor-talker";
    }

    @Override
    public String help() {
        return "UDP client of HOST:PORT, sends readings";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException, InterruptedException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(options.socket());
            socket.setSoTimeout(PATIENCE_MILLIS);
            for (long number = 1; number <= options.count(); number++) {
                byte[] reading = reading(number);
                socket.send(new DatagramPacket(reading, reading.length));
                out.println(answer(socket));
                options.rest();
            }
        }
    }

    private static byte[] reading(long number) {
        float degrees = 21 + (float) Math.sin(number / 10.0) * 4;
        if (number % 2 == 0) {
            return ByteBuffer.allocate(BINARY_SIZE)
                    .put(BINARY)
                    .putInt((int) number)
                    .putFloat(degrees)
                    .put((byte) (40 + number % 20))
                    .array();
        }
        return String.format(
                        Locale.ROOT, "%d degrees=%.2f humidity=%d place=\"Küche\"", number, degrees, 40 + number % 20)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A datagram may get lost, so silence is an answer too. */
    private static String answer(DatagramSocket socket) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        try {
            socket.receive(answer);
        } catch (SocketTimeoutException e) {
            return "no answer";
        }
        if (answer.getLength() == 5 && answer.getData()[0] == ACK) {
            return "ack " + ByteBuffer.wrap(answer.getData()).getInt(1);
        }
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }
}
