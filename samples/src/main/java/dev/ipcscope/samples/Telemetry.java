package dev.ipcscope.samples;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The struct in the mapped file, little-endian: {@code u32 magic, u32 version, u64 sequence, f64 speed, f64 altitude,
 * u32 engine[4], char status[32]}. While it is being written the sequence is odd.
 */
final class Telemetry {

    static final int SIZE = 4096;
    static final int MAGIC = 0x454c4554; // "TELE"
    static final int SEQUENCE = 8;
    static final int SPEED = 16;
    static final int ALTITUDE = 24;
    static final int ENGINE = 32;
    static final int STATUS = 48;
    static final int STATUS_SIZE = 32;

    private Telemetry() {}

    static MappedByteBuffer create(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer memory = channel.map(MapMode.READ_WRITE, 0, SIZE);
            memory.order(ByteOrder.LITTLE_ENDIAN);
            memory.putInt(0, MAGIC).putInt(4, 1);
            return memory;
        }
    }

    static MappedByteBuffer open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MappedByteBuffer memory = channel.map(MapMode.READ_ONLY, 0, SIZE);
            memory.order(ByteOrder.LITTLE_ENDIAN);
            return memory;
        }
    }

    static String status(MappedByteBuffer memory) {
        byte[] text = new byte[STATUS_SIZE];
        memory.get(STATUS, text);
        return new String(text, StandardCharsets.UTF_8).replace("\0", "");
    }
}
