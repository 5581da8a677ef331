package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** PDUs built field by field after C706 section 12.6 and [MS-DCOM] 2.2, and recorded ones. */
final class SamplePdus {

    static final String SVCCTL = "367abb81-9844-35f1-ad32-98f038001003";
    static final String REM_UNKNOWN = "00000131-0000-0000-c000-000000000046";
    static final String ACTIVATOR = "000001a0-0000-0000-c000-000000000046";
    static final String NDR = "8a885d04-1ceb-11c9-9fe8-08002b104860";
    static final String IPID = "00000c01-0a4c-0000-1234-56789abcdef0";

    private final ByteOrder order;

    SamplePdus(ByteOrder order) {
        this.order = order;
    }

    /** What was recorded between real programs. */
    static List<Payload> recorded(String file) {
        try (InputStream in = SamplePdus.class.getResourceAsStream("/rpc/" + file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> payload(
                            line.startsWith("c2s") ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT,
                            HexFormat.of().parseHex(line.substring(4))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Payload asked(byte[] bytes) {
        return payload(Direction.CLIENT_TO_SERVER, bytes);
    }

    static Payload answered(byte[] bytes) {
        return payload(Direction.SERVER_TO_CLIENT, bytes);
    }

    static Payload payload(Direction direction, byte[] bytes) {
        return new Payload(direction, bytes, bytes.length);
    }

    ByteBuffer body(int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    /** Header and body. */
    byte[] pdu(int type, int flags, int call, byte[] body) {
        return body(16 + body.length)
                .put((byte) 5)
                .put((byte) 0)
                .put((byte) type)
                .put((byte) flags)
                .put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 0x10 : 0))
                .put(new byte[3])
                .putShort((short) (16 + body.length))
                .putShort((short) 0)
                .putInt(call)
                .put(body)
                .array();
    }

    /** A bind (11) or alter_context (14) that proposes one context. */
    byte[] bind(int type, int call, int context, String uuid, int version) {
        ByteBuffer body =
                body(56).putShort((short) 4280).putShort((short) 4280).putInt(0).put((byte) 1);
        body.put(new byte[3]).putShort((short) context).put((byte) 1).put((byte) 0);
        uuid(body, uuid).putInt(version);
        uuid(body, NDR).putInt(2);
        return pdu(type, 3, call, body.array());
    }

    /** A bind_ack (12) or its like (15) with one result. */
    byte[] accept(int type, int call, int result, int reason) {
        ByteBuffer body =
                body(48).putShort((short) 4280).putShort((short) 4280).putInt(1).putShort((short) 4);
        body.put(new byte[] {'1', '3', '5', 0})
                .putShort((short) 0)
                .put((byte) 1)
                .put(new byte[3]);
        body.putShort((short) result).putShort((short) reason);
        uuid(body, NDR).putInt(2);
        return pdu(type, 3, call, Arrays.copyOf(body.array(), body.position()));
    }

    byte[] request(int flags, int call, int context, int operation, byte[] stub) {
        return pdu(
                0,
                flags,
                call,
                body(8 + stub.length)
                        .putInt(stub.length)
                        .putShort((short) context)
                        .putShort((short) operation)
                        .put(stub)
                        .array());
    }

    byte[] requestOf(String object, int call, int context, int operation, byte[] stub) {
        ByteBuffer body = body(24 + stub.length)
                .putInt(stub.length)
                .putShort((short) context)
                .putShort((short) operation);
        return pdu(0, 0x83, call, uuid(body, object).put(stub).array());
    }

    byte[] response(int flags, int call, int context, byte[] stub) {
        return pdu(
                2,
                flags,
                call,
                body(8 + stub.length)
                        .putInt(stub.length)
                        .putShort((short) context)
                        .putShort((short) 0)
                        .put(stub)
                        .array());
    }

    byte[] fault(int call, int context, int status) {
        return pdu(
                3,
                3,
                call,
                body(16).putInt(0)
                        .putShort((short) context)
                        .putShort((short) 0)
                        .putInt(status)
                        .putInt(0)
                        .array());
    }

    /** ORPCTHIS: [MS-DCOM] 2.2.13.3. */
    byte[] orpcThis(byte[] stub) {
        ByteBuffer body = body(32 + stub.length)
                .putShort((short) 5)
                .putShort((short) 7)
                .putInt(1)
                .putInt(0);
        return uuid(body, "11223344-5566-7788-99aa-bbccddeeff00")
                .putInt(0)
                .put(stub)
                .array();
    }

    /** A standard OBJREF: [MS-DCOM] 2.2.18.4. */
    static byte[] reference(String iid) {
        ByteBuffer body = ByteBuffer.allocate(72)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x574f454d)
                .putInt(1);
        SamplePdus little = new SamplePdus(ByteOrder.LITTLE_ENDIAN);
        little.uuid(body, iid)
                .putInt(0x280)
                .putInt(5)
                .putLong(0x1122334455667788L)
                .putLong(0x99L);
        return little.uuid(body, IPID).putShort((short) 0).putShort((short) 0).array();
    }

    ByteBuffer uuid(ByteBuffer to, String uuid) {
        String hex = uuid.replace("-", "");
        return to.putInt((int) Long.parseLong(hex.substring(0, 8), 16))
                .putShort((short) Integer.parseInt(hex.substring(8, 12), 16))
                .putShort((short) Integer.parseInt(hex.substring(12, 16), 16))
                .put(HexFormat.of().parseHex(hex.substring(16)));
    }
}
