package dev.ipcscope.agent.mechanism.mailslot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** NetBIOS datagrams built field by field after RFC 1002 section 4.4, [MS-CIFS] 2.2 and [MS-MAIL] 2.2.1. */
final class SampleDatagrams {

    private SampleDatagrams() {}

    /** A mailslot write in a direct group datagram. */
    static byte[] mailslot(String mailslot, boolean unicode, byte[] data) {
        return datagram(0x11, 0x0a, name("ALICE", 0x00), name("WORKGROUP", 0x1e), smb(mailslot, unicode, data));
    }

    /** Header, names and user data: RFC 1002 section 4.4.2. */
    static byte[] datagram(int type, int flags, byte[] source, byte[] destination, byte[] user) {
        int following = source.length + destination.length + user.length;
        return ByteBuffer.allocate(14 + following)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) 0x1234)
                .put(new byte[] {(byte) 192, 0, 2, 17})
                .putShort((short) 138)
                .putShort((short) following)
                .putShort((short) 0)
                .put(source)
                .put(destination)
                .put(user)
                .array();
    }

    /** RFC 1002 section 4.4.3. */
    static byte[] error(int code) {
        return new byte[] {0x13, 2, 0x12, 0x34, (byte) 192, 0, 2, 17, 0, (byte) 138, (byte) code};
    }

    /** RFC 1002 section 4.4.4. */
    static byte[] query(byte[] destination) {
        return ByteBuffer.allocate(10 + destination.length)
                .put(new byte[] {0x14, 2, 0x12, 0x34, (byte) 192, 0, 2, 17, 0, (byte) 138})
                .put(destination)
                .array();
    }

    /** RFC 1001 section 14.1: 15 characters and a kind, each half byte as a letter. */
    static byte[] name(String name, int kind) {
        byte[] encoded = new byte[34];
        encoded[0] = 32;
        for (int i = 0; i < 16; i++) {
            int c = i == 15 ? kind : i < name.length() ? name.charAt(i) : ' ';
            encoded[1 + 2 * i] = (byte) ('A' + (c >> 4));
            encoded[2 + 2 * i] = (byte) ('A' + (c & 15));
        }
        return encoded;
    }

    /** [MS-CIFS] 2.2.3.1 and 2.2.4.33.1 with the setup words of [MS-MAIL] 2.2.1. */
    static byte[] smb(String mailslot, boolean unicode, byte[] data) {
        byte[] name = (mailslot + '\0').getBytes(unicode ? UTF_16LE : ISO_8859_1);
        int nameAt = 32 + 1 + 34 + 2;
        int padding = unicode ? nameAt & 1 : 0;
        int dataAt = nameAt + padding + name.length;
        return ByteBuffer.allocate(dataAt + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0xff, 'S', 'M', 'B', 0x25})
                .putInt(0)
                .put((byte) 0)
                .putShort((short) (unicode ? 0x8000 : 0))
                .put(new byte[12])
                .put(new byte[8])
                .put((byte) 17)
                .putShort((short) 0)
                .putShort((short) data.length)
                .putShort((short) 0)
                .putShort((short) 0)
                .put((byte) 0)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(1_000)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) data.length)
                .putShort((short) dataAt)
                .put((byte) 3)
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 7)
                .putShort((short) 2)
                .putShort((short) (padding + name.length + data.length))
                .put(new byte[padding])
                .put(name)
                .put(data)
                .array();
    }

    /** [MS-BRWS] 2.2.1: a host announcement. */
    static byte[] hostAnnouncement(String server) {
        byte[] name = new byte[16];
        System.arraycopy(server.getBytes(ISO_8859_1), 0, name, 0, server.length());
        return ByteBuffer.allocate(33)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(720_000)
                .put(name)
                .put((byte) 10)
                .put((byte) 0)
                .putInt(0x1003)
                .put((byte) 15)
                .put((byte) 1)
                .putShort((short) 0xaa55)
                .put((byte) 0)
                .array();
    }
}
