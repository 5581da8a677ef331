package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.DecoderContract;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.mechanism.rpc.Wireshark.Packet;
import dev.ipcscope.agent.model.Conversation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DceRpcDatagramDecoderTest extends DecoderContract {

    private static final String MAPPER = "e1af8308-5d1f-11c9-91a4-08002b14a0fa";

    @Override
    protected Decoder decoder() {
        return new DceRpcDatagramDecoder();
    }

    @Override
    protected Conversation conversation() {
        return conversation("udp");
    }

    @Override
    protected List<Payload> samples() {
        return List.of(
                SamplePdus.asked(datagram(ByteOrder.LITTLE_ENDIAN, 0, 0x20, 3, new byte[40])),
                SamplePdus.answered(datagram(ByteOrder.LITTLE_ENDIAN, 2, 0, 3, new byte[24])),
                SamplePdus.asked(datagram(ByteOrder.BIG_ENDIAN, 0, 4, 2, new byte[8])),
                SamplePdus.answered(datagram(ByteOrder.BIG_ENDIAN, 6, 0, 2, new byte[] {0x1c, 1, 0, 3})),
                SamplePdus.answered(datagram(ByteOrder.LITTLE_ENDIAN, 3, 0, 9, new byte[] {2, 0, 1, 0x1c})),
                SamplePdus.asked(datagram(ByteOrder.LITTLE_ENDIAN, 1, 0, 0, new byte[0])),
                SamplePdus.answered(datagram(ByteOrder.LITTLE_ENDIAN, 4, 0, 0, new byte[0])),
                SamplePdus.asked(datagram(ByteOrder.LITTLE_ENDIAN, 7, 0, 0, new byte[0])));
    }

    /** C706 section 12.5.1. */
    private static byte[] datagram(ByteOrder order, int type, int flags, int operation, byte[] body) {
        SamplePdus pdus = new SamplePdus(order);
        ByteBuffer bytes = pdus.body(80 + body.length)
                .put((byte) 4)
                .put((byte) type)
                .put((byte) flags)
                .put((byte) 0);
        bytes.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 0x10 : 0))
                .putShort((short) 0)
                .put((byte) 0);
        pdus.uuid(bytes, "00000000-0000-0000-0000-000000000000");
        pdus.uuid(bytes, MAPPER);
        pdus.uuid(bytes, "11223344-5566-7788-99aa-bbccddeeff00")
                .putInt(0)
                .putInt(3)
                .putInt(17);
        bytes.putShort((short) operation)
                .putInt(-1)
                .putShort((short) body.length)
                .putShort((short) 0);
        return bytes.put((byte) 0).put((byte) 0).put(body).array();
    }

    private @Nullable Decoded decode(byte[] bytes) {
        return Objects.requireNonNull(decoder().begin(conversation())).decode(SamplePdus.asked(bytes));
    }

    @Test
    void saysEachInOneLine() {
        assertThat(samples().stream()
                        .map(sample ->
                                Objects.requireNonNull(decode(sample.bytes())).summary()))
                .containsExactly(
                        "request epmapper ept_map (3) call 17 40 bytes",
                        "response epmapper ept_map (3) call 17 24 bytes",
                        "request epmapper ept_lookup (2) call 17 8 bytes, fragment 0",
                        "reject epmapper ept_lookup (2) call 17: 0x1c010003 nca_s_unk_if, the server doesn't know the"
                                + " interface",
                        "fault epmapper opnum 9 call 17: 0x1c010002 nca_s_op_rng_error, the interface has no operation of"
                                + " this number",
                        "ping epmapper ept_insert (0) call 17 0 bytes",
                        "working epmapper ept_insert (0) call 17 0 bytes",
                        "ack epmapper ept_insert (0) call 17 0 bytes");
    }

    @Test
    void leavesOtherDatagramsAlone() {
        assertThat(decode(new byte[200])).isNull();
        assertThat(decode(
                        "4 bytes and more that are no datagram of RPC, though there are more than eighty of them, sure"
                                .getBytes(US_ASCII)))
                .isNull();
        byte[] longer = Arrays.copyOf(samples().get(0).bytes(), 100);
        assertThat(decode(longer)).as("shorter than its header says").isNull();
        assertThat(decoder().begin(conversation("tcp"))).isNull();
    }

    @Test
    @Tag("programs")
    void tsharkReadsTheSame(@TempDir Path folder) throws Exception {
        Wireshark wireshark = new Wireshark(folder);
        List<Map<String, String>> ours = new ArrayList<>();
        for (Payload sample : samples()) {
            wireshark.add(new Packet(false, 40_000, 135, sample.direction(), sample.bytes()));
            Map<String, String> fields = new TreeMap<>();
            Objects.requireNonNull(decode(sample.bytes()))
                    .fields()
                    .forEach(field -> fields.put(field.name(), field.value().toString()));
            ours.add(fields);
        }
        List<Map<String, String>> theirs = wireshark.pdus();
        assertThat(theirs).hasSameSizeAs(ours);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(theirs.get(i)).containsKeys("dcerpc.type", "dcerpc.call", "dcerpc.opnum", "dcerpc.uuid");
            ours.get(i).keySet().retainAll(theirs.get(i).keySet());
            assertThat(ours.get(i)).as("datagram %d", i).isEqualTo(theirs.get(i));
        }
    }
}
