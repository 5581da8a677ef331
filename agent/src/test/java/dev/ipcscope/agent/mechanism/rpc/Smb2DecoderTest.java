package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.DecoderContract;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class Smb2DecoderTest extends DecoderContract {

    private Decoder.Session session = begin();

    @Override
    protected Decoder decoder() {
        return new Smb2Decoder();
    }

    @Override
    protected Conversation conversation() {
        return conversation("tcp");
    }

    @Override
    protected List<Payload> samples() {
        return SamplePdus.recorded("smb2.txt");
    }

    private static Decoder.Session begin() {
        return Objects.requireNonNull(new Smb2Decoder().begin(conversation("tcp")));
    }

    private String line(Payload payload) {
        return Objects.requireNonNull(session.decode(payload)).summary();
    }

    @Test
    void namesPipesAndTheCallsInThem() {
        assertThat(samples().stream().map(this::line))
                .containsExactly(
                        "TREE_CONNECT \\\\127.0.0.2\\IPC$",
                        "TREE_CONNECT response \\\\127.0.0.2\\IPC$",
                        "CREATE srvsvc",
                        "CREATE response srvsvc",
                        "IOCTL srvsvc: bind srvsvc 3.0 ctx 0 call 1",
                        "IOCTL response srvsvc: bind_ack call 1 ctx 0 accepted at \\pipe\\srvsvc",
                        "IOCTL srvsvc: request srvsvc NetrServerGetInfo (21) call 2 ctx 0 44 bytes",
                        "IOCTL response srvsvc: response srvsvc NetrServerGetInfo (21) call 2 ctx 0 120 bytes",
                        "IOCTL: request opnum 6 call 6 ctx 0 44 bytes",
                        "IOCTL response, pending · IOCTL response: response opnum 6 call 6 ctx 0 24 bytes",
                        "CLOSE",
                        "CLOSE response",
                        "SMB1 NEGOTIATE",
                        "NEGOTIATE response",
                        "SMB3, encrypted: only client and server can read it");
    }

    @Test
    void placesTheCallInTheMessage() {
        samples().subList(0, 6).forEach(this::line);
        Payload request = samples().get(6);
        Decoded decoded = Objects.requireNonNull(session.decode(request));
        var pdu = decoded.nodes().get(0).children().stream()
                .filter(node -> node.label().equals("PDU"))
                .findFirst()
                .orElseThrow();
        assertThat(request.bytes()[pdu.offset()])
                .as("the version that a PDU begins with")
                .isEqualTo((byte) 5);
        assertThat(pdu.offset() + pdu.length()).isEqualTo(request.bytes().length);
    }

    @Test
    void readsMessagesInAnyPieces() {
        List<String> pieces = new ArrayList<>();
        for (Payload sample : samples()) {
            for (int at = 0; at < sample.bytes().length; at += 7) {
                int to = Math.min(sample.bytes().length, at + 7);
                Decoded decoded = session.decode(
                        SamplePdus.payload(sample.direction(), Arrays.copyOfRange(sample.bytes(), at, to)));
                if (to == sample.bytes().length) {
                    pieces.add(Objects.requireNonNull(decoded).summary());
                }
            }
        }
        session = begin();
        List<String> whole = samples().stream().map(this::line).toList();
        assertThat(pieces).hasSameSizeAs(whole);
        assertThat(pieces.subList(0, 9)).isEqualTo(whole.subList(0, 9));
    }

    /** Of a message that is too large to hold only the beginning is read, and the next one is found. */
    @Test
    void goesOnAfterALargeMessage() {
        byte[] large = Arrays.copyOf(samples().get(0).bytes(), 3 << 20);
        large[1] = (byte) (large.length - 4 >> 16);
        large[2] = (byte) (large.length - 4 >> 8);
        large[3] = (byte) (large.length - 4);
        for (int at = 0; at < large.length; at += 1 << 18) {
            session.decode(SamplePdus.asked(Arrays.copyOfRange(large, at, at + (1 << 18))));
        }
        assertThat(line(samples().get(2))).isEqualTo("CREATE srvsvc");
    }

    /** A pipe that never completes what it begins costs the others nothing, and all together stay within the bound. */
    @Test
    void manyPipesAtATimeStayWithinTheBound() {
        Smb2State state = new Smb2State();
        SamplePdus pdus = new SamplePdus(ByteOrder.LITTLE_ENDIAN);
        byte[] begun = Arrays.copyOf(pdus.request(1, 1, 0, 0, new byte[60_000]), 50_000);
        int largest = 0;
        for (int i = 0; i < 200; i++) {
            RpcStream stream = state.stream("file " + i % 40);
            stream.feed(SamplePdus.asked(begun), new Said());
            largest = Math.max(largest, state.size());
        }
        assertThat(largest).isBetween(256 << 10, Decoder.Session.STATE_LIMIT - (2 * 96 << 10));
    }

    @Test
    void leavesOtherConversationsAlone() {
        assertThat(session.decode(SamplePdus.asked("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII))))
                .isNull();
        assertThat(session.isOver()).isTrue();
        assertThat(decoder().begin(conversation("udp"))).isNull();
    }
}
