package dev.ipcscope.agent.mechanism.rpc;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks a machine's endpoint mapper what is served there, by ept_lookup (C706 appendix O) over TCP. One connection, for one
 * thread; everything ends at a limit.
 */
final class EndpointMapper implements Closeable {

    /** Where endpoint mappers listen. */
    static final int PORT = 135;

    private static final int MAX_ENTRIES = 5_000;
    private static final int ASKED_AT_ONCE = 500;
    private static final int HANDLE = 20;
    private static final int MAX_FRAGMENT = 5_840;
    private static final int MAX_STUB = 4 << 20;
    private static final int REQUEST = 0;
    private static final int RESPONSE = 2;
    private static final int FAULT = 3;
    private static final int BIND = 11;
    private static final int BIND_ACK = 12;
    private static final int LOOKUP = 2;
    private static final int LAST = 2;
    private static final String NDR = "8a885d04-1ceb-11c9-9fe8-08002b104860";
    private static final String MAPPER = "e1af8308-5d1f-11c9-91a4-08002b14a0fa";

    private final Socket socket = new Socket();
    private final InetSocketAddress address;
    private final long deadline;
    private int calls = 1;

    private EndpointMapper(InetSocketAddress address, Duration limit) {
        this.address = address;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * What is served there.
     *
     * @throws IOException when nobody answers within the limit, or not as an endpoint mapper does; it names the address
     */
    static List<EptEntry> lookup(InetSocketAddress address, Duration limit) throws IOException {
        try (EndpointMapper mapper = new EndpointMapper(address, limit)) {
            mapper.socket.connect(address, mapper.left());
            mapper.bind();
            return mapper.all();
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "the endpoint mapper at " + print(address) + " didn't answer within " + limit.toMillis() + " ms",
                    e);
        } catch (IOException e) {
            throw new IOException("the endpoint mapper at " + print(address) + ": " + e.getMessage(), e);
        }
    }

    private static String print(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int left() throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private void bind() throws IOException {
        ByteBuffer body = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
        body.putShort((short) MAX_FRAGMENT).putShort((short) MAX_FRAGMENT).putInt(0);
        body.putInt(1).putShort((short) 0).putShort((short) 1);
        Tower.put(body, MAPPER);
        body.putInt(3);
        Tower.put(body, NDR);
        body.putInt(2);
        send(BIND, body.array());
        Answer answer = receive();
        if (answer.type != BIND_ACK) {
            throw new IOException("it refuses (" + RpcWords.type(answer.type) + ")");
        }
    }

    private List<EptEntry> all() throws IOException {
        List<EptEntry> all = new ArrayList<>();
        byte[] handle = new byte[HANDLE];
        while (all.size() < MAX_ENTRIES) {
            Answer answer = ask(handle);
            EptEntry.Answer entries = EptEntry.read(answer.stub, answer.order);
            all.addAll(entries.entries());
            handle = entries.handle();
            if (entries.status() != 0 || entries.entries().isEmpty() || isNull(handle)) {
                break;
            }
        }
        return all;
    }

    private static boolean isNull(byte[] handle) {
        int sum = 0;
        for (byte b : handle) {
            sum |= b;
        }
        return sum == 0;
    }

    private Answer ask(byte[] handle) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(8 + 16 + HANDLE + 4).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(body.capacity() - 8).putShort((short) 0).putShort((short) LOOKUP);
        body.putInt(0).putInt(0).putInt(0).putInt(1); // all: no object, no interface, any version
        body.put(handle).putInt(ASKED_AT_ONCE);
        send(REQUEST, body.array());
        Answer answer = receive();
        if (answer.type == FAULT && answer.stub.length >= 4) {
            long status = ByteBuffer.wrap(answer.stub).order(answer.order).getInt() & 0xffff_ffffL;
            throw new IOException("it answers with a fault: " + RpcWords.status(status));
        }
        if (answer.type != RESPONSE) {
            throw new IOException("it answers with " + RpcWords.type(answer.type));
        }
        return answer;
    }

    private void send(int type, byte[] body) throws IOException {
        ByteBuffer pdu = ByteBuffer.allocate(PduReader.HEADER + body.length).order(ByteOrder.LITTLE_ENDIAN);
        pdu.put((byte) 5).put((byte) 0).put((byte) type).put((byte) 3).putInt(0x10);
        pdu.putShort((short) pdu.capacity()).putShort((short) 0).putInt(calls++).put(body);
        socket.getOutputStream().write(pdu.array());
    }

    private record Answer(int type, byte[] stub, ByteOrder order) {}

    /** All fragments of an answer. */
    private Answer receive() throws IOException {
        ByteArrayOutputStream stub = new ByteArrayOutputStream();
        while (true) {
            byte[] pdu = fragment();
            ByteOrder order = (pdu[4] & 0x10) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            int from = Math.min(pdu.length, PduReader.HEADER + 8);
            stub.write(pdu, from, pdu.length - from);
            if ((pdu[3] & LAST) != 0 || stub.size() > MAX_STUB) {
                return new Answer(pdu[2] & 0xff, stub.toByteArray(), order);
            }
        }
    }

    private byte[] fragment() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] header = new byte[PduReader.HEADER];
        read(in, header, 0);
        long length = PduReader.measure(header, 0, header.length);
        if (length < PduReader.HEADER) {
            throw new IOException("what it answers is not DCE/RPC");
        }
        byte[] pdu = Arrays.copyOf(header, (int) length);
        read(in, pdu, header.length);
        return pdu;
    }

    private void read(InputStream in, byte[] into, int from) throws IOException {
        for (int at = from; at < into.length; ) {
            socket.setSoTimeout(left());
            int got = in.read(into, at, into.length - at);
            if (got < 0) {
                throw new IOException("it hung up");
            }
            at += got;
        }
    }
}
