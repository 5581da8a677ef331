package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint mapper knows of one interface.
 *
 * @param tower where it is served
 * @param annotation what its server says about it, or empty
 */
record EptEntry(Tower tower, String annotation) {

    private static final int HANDLE = 20;
    private static final int MOST = 10_000;

    /**
     * An answer to ept_lookup.
     *
     * @param handle to go on with
     * @param status 0 when there is more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(byte[] handle, List<EptEntry> entries, int status) {}

    /** The interface by name and version, {@code svcctl 2.0}. */
    String interfaceName() {
        RpcInterface known = Interfaces.WELL_KNOWN.find(tower.uuid());
        return (known == null ? tower.uuid() : known.name()) + " " + tower.version();
    }

    /** As a string binding: {@code ncacn_ip_tcp:127.0.0.1[49152]}. */
    String binding() {
        return tower.protocol() + ":" + tower.host() + "[" + tower.endpoint() + "]";
    }

    /**
     * Reads the stub of an answer: handle, count, entries, the towers that they point to, status.
     *
     * @throws IOException when the bytes are wrong
     */
    static Answer read(byte[] stub, ByteOrder order) throws IOException {
        try {
            return read(ByteBuffer.wrap(stub).order(order));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("its answer is cut or wrong", e);
        }
    }

    private static Answer read(ByteBuffer in) {
        byte[] handle = new byte[HANDLE];
        in.get(handle);
        in.getInt(); // the count stands in the array as well
        in.getInt();
        in.getInt();
        int count = in.getInt();
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException(count + " entries");
        }
        List<Integer> pointers = new ArrayList<>();
        List<String> annotations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.position(in.position() + 16); // the object
            pointers.add(in.getInt());
            in.getInt();
            annotations.add(text(in, in.getInt()));
            align(in);
        }
        Map<Integer, Tower> towers = new HashMap<>(); // a pointer that comes again points to the same
        List<EptEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int pointer = pointers.get(i);
            if (pointer != 0 && !towers.containsKey(pointer)) {
                towers.put(pointer, tower(in));
            }
            Tower tower = towers.get(pointer);
            if (tower != null) {
                entries.add(new EptEntry(tower, annotations.get(i)));
            }
        }
        return new Answer(handle, entries, in.getInt());
    }

    private static @Nullable Tower tower(ByteBuffer in) {
        in.getInt();
        byte[] octets = bytes(in, in.getInt());
        align(in);
        return Tower.read(octets);
    }

    private static String text(ByteBuffer in, int length) {
        String text = new String(bytes(in, length), ISO_8859_1);
        int zero = text.indexOf('\0');
        return zero < 0 ? text : text.substring(0, zero);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void align(ByteBuffer in) {
        in.position(in.position() + (-in.position() & 3));
    }
}
