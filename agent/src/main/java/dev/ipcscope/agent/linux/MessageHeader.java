package dev.ipcscope.agent.linux;

import dev.ipcscope.agent.linux.UnixSocket.Credentials;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one {@code struct msghdr} with what it points to (recvmsg(2), cmsg(3)).
 *
 * <pre>
 *   0  name *      8  name length     16 iovec *   24 iovec count
 *  32  control *  40  control length  48 flags
 *  56  iovec {base *, length}         72 sockaddr_un (110)        184 control: SCM_RIGHTS, SCM_CREDENTIALS, time
 * </pre>
 */
final class MessageHeader {
    /** The most descriptors that one message carries (SCM_MAX_FD). */
    static final int MAX_DESCRIPTORS = 253;

    private static final int IOVEC = 56;
    private static final int NAME = 72;
    private static final int NAME_SIZE = 2 + UnixAddress.MAX;
    private static final int CONTROL = 184;
    private static final int CMSG = 16; // length u64, level i32, type i32
    private static final int CONTROL_SIZE = CMSG + 1016 + CMSG + 16 + CMSG + 16;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;
    private static final int[] NONE = {};

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(CONTROL + CONTROL_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final long address = Addresses.of(memory);

    private int[] descriptors = NONE;
    private @Nullable Credentials credentials;
    private boolean control;

    long address() {
        return address;
    }

    /** Makes it ready to receive into this memory, with all that may come along. */
    void toReceive(long bytes, long size) {
        memory.putLong(0, address + NAME).putInt(8, NAME_SIZE);
        payload(bytes, size);
        memory.putLong(32, address + CONTROL).putLong(40, CONTROL_SIZE).putInt(48, 0);
    }

    /** Makes it ready to look at a message without receiving anything. */
    void toPeek(long bytes, long size) {
        memory.putLong(0, 0).putInt(8, 0);
        payload(bytes, size);
        memory.putLong(32, 0).putLong(40, 0).putInt(48, 0);
    }

    /** The same, with the last of so many bytes to go to an address that isn't there. */
    void toPeekOnto(long bytes, long size) {
        toPeek(bytes, size - 1);
        memory.putLong(16, address + NAME).putLong(24, 2);
        memory.putLong(NAME, bytes).putLong(NAME + 8, size - 1);
        memory.putLong(NAME + 16, 1).putLong(NAME + 24, 1);
    }

    /** Makes it ready to send. */
    void toSend(long bytes, long size, int[] rights, @Nullable Credentials sender, @Nullable UnixAddress to) {
        byte[] name = to == null ? new byte[0] : to.bytes();
        memory.putLong(0, name.length == 0 ? 0 : address + NAME).putInt(8, name.length);
        memory.put(NAME, name);
        payload(bytes, size);
        int at = CONTROL;
        if (rights.length > 0) {
            at = cmsg(at, SCM_RIGHTS, 4 * rights.length);
            for (int i = 0; i < rights.length; i++) {
                memory.putInt(CONTROL + CMSG + 4 * i, rights[i]);
            }
        }
        if (sender != null) {
            int data = at + CMSG;
            at = cmsg(at, SCM_CREDENTIALS, 12);
            memory.putInt(data, sender.pid()).putInt(data + 4, sender.uid()).putInt(data + 8, sender.gid());
        }
        memory.putLong(32, at == CONTROL ? 0 : address + CONTROL)
                .putLong(40, at - CONTROL)
                .putInt(48, 0);
    }

    private int cmsg(int at, int type, int size) {
        memory.putLong(at, CMSG + size).putInt(at + 8, SOL_SOCKET).putInt(at + 12, type);
        return at + CMSG + (size + 7 & ~7);
    }

    private void payload(long bytes, long size) {
        memory.putLong(16, address + IOVEC).putLong(24, 1);
        memory.putLong(IOVEC, bytes).putLong(IOVEC + 8, size);
    }

    /** Reads what came with the message; received descriptors belong to the caller from now on. */
    void received() {
        descriptors = NONE;
        credentials = null;
        int end = CONTROL + (int) memory.getLong(40);
        control = end > CONTROL;
        for (int at = CONTROL; at + CMSG <= end; ) {
            int length = (int) memory.getLong(at);
            if (length < CMSG) {
                return;
            }
            take(memory.getInt(at + 8), memory.getInt(at + 12), at + CMSG, length - CMSG);
            at += length + 7 & ~7;
        }
    }

    private void take(int level, int type, int at, int size) {
        if (level == SOL_SOCKET && type == SCM_RIGHTS) {
            int had = descriptors.length;
            descriptors = Arrays.copyOf(descriptors, had + size / 4);
            for (int i = 0; i < size / 4; i++) {
                descriptors[had + i] = memory.getInt(at + 4 * i);
            }
        } else if (level == SOL_SOCKET && type == SCM_CREDENTIALS && size >= 12) {
            credentials = new Credentials(memory.getInt(at), memory.getInt(at + 4), memory.getInt(at + 8));
        }
    }

    int[] descriptors() {
        return descriptors;
    }

    @Nullable
    Credentials credentials() {
        return credentials;
    }

    boolean hadControl() {
        return control;
    }

    int flags() {
        return memory.getInt(48);
    }

    UnixAddress sender() {
        byte[] name = new byte[NAME_SIZE];
        memory.get(NAME, name);
        return UnixAddress.of(name, memory.getInt(8));
    }
}
